import type { PersonalKind } from '../scan.ts'

/** Consecutive digits of a text, full-width ones read as plain. */
export interface DigitRun {
  start: number
  end: number
  digits: string
}

/** A finding and how many runs of digits it used up. */
export interface NumberFound {
  kind: PersonalKind
  start: number
  end: number
  runs: number
}

export function digitRuns(text: string): DigitRun[] {
  const runs: DigitRun[] = []
  for (const match of text.matchAll(/[0-9０-９]+/g)) {
    runs.push({ start: match.index, end: match.index + match[0].length, digits: plain(match[0]) })
  }
  return runs
}

const plain = (digits: string) =>
  /^[0-9]+$/.test(digits) ? digits : digits.replace(/[０-９]/g, wide => String(wide.charCodeAt(0) - 0xff10))

/**
 * Whether a number may begin here: not inside a word (order numbers, hashes), not after a decimal point.
 * A percent escape (`%3D`) before it is a sign of its own, not a word.
 */
export function beginsAt(text: string, start: number): boolean {
  if (start === 0) return true
  const before = text.charCodeAt(start - 1)
  if (before === point) return !isDigit(text.charCodeAt(start - 2))
  return !isWord(before) || /^%[0-9A-Fa-f]{2}$/.test(text.slice(Math.max(0, start - 3), start))
}

/** Whether a number may end here: not inside a word, not before a decimal point with digits behind. */
export function endsAt(text: string, end: number): boolean {
  if (end >= text.length) return true
  const after = text.charCodeAt(end)
  if (after === point) return !isDigit(text.charCodeAt(end + 1))
  return !isWord(after)
}

/** The one character between two runs when it is `separator`, and nothing else stands between them. */
export const joinedBy = (text: string, left: DigitRun | undefined, right: DigitRun | undefined): string | undefined =>
  left && right && right.start - left.end === 1 ? text[left.end] : undefined

/**
 * Digits of `sizes.length` runs from `index` on, of exactly these sizes and all joined by the same space or hyphen;
 * undefined when they are not, or when a hyphen ties them to more (a uuid, an article number).
 */
export function grouped(
  text: string,
  runs: readonly DigitRun[],
  index: number,
  sizes: readonly number[],
): { digits: string; end: number } | undefined {
  let digits = ''
  const separator = joinedBy(text, runs[index], runs[index + 1])
  if (separator !== ' ' && separator !== '-') return undefined
  for (const [step, size] of sizes.entries()) {
    const run = runs[index + step]
    if (run?.digits.length !== size) return undefined
    if (step > 0 && joinedBy(text, runs[index + step - 1], run) !== separator) return undefined
    digits += run.digits
  }
  const end = runs[index + sizes.length - 1]!.end
  return text[end] === '-' && isWord(text.charCodeAt(end + 1)) ? undefined : { digits, end }
}

const point = 0x2e

const isDigit = (code: number) => code >= 0x30 && code <= 0x39

export const isWord = (code: number) =>
  isDigit(code) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) || code === 0x5f
