import { beginsAt, type DigitRun, endsAt, grouped, isWord, joinedBy, type NumberFound } from './digit-runs.ts'

const mobile = /^1[3-9]\d{9}$/
const mobileWithCountry = /^(?:00)?861[3-9]\d{9}$/

/** A phone number that begins with the run at `index`. */
export function phoneAt(text: string, runs: readonly DigitRun[], index: number): NumberFound | undefined {
  const run = runs[index]!
  const plus = plusBefore(text, run.start)
  if (plus !== undefined) return international(text, runs, index, plus)
  if (!beginsAt(text, run.start)) return undefined
  const plain = mobile.test(run.digits) || mobileWithCountry.test(run.digits)
  if (plain && endsAt(text, run.end)) return { kind: 'phone', start: run.start, end: run.end, runs: 1 }
  return groupedMobile(text, runs, index)
}

/** 138 1234 5678, also behind 86 or 0086. */
function groupedMobile(text: string, runs: readonly DigitRun[], index: number): NumberFound | undefined {
  const start = runs[index]!.start
  const country = /^(?:00)?86$/.test(runs[index]!.digits) ? 1 : 0
  if (country === 1 && joinedBy(text, runs[index], runs[index + 1]) === undefined) return undefined
  const spoken = country === 1 ? grouped(text, runs, index, [runs[index]!.digits.length, 11]) : undefined
  const found = spoken ?? grouped(text, runs, index + country, [3, 4, 4])
  const digits = found?.digits.slice(-11)
  if (!found || !mobile.test(digits!) || !endsAt(text, found.end) || tiedBefore(text, start)) return undefined
  return { kind: 'phone', start, end: found.end, runs: country + (spoken ? 1 : 3) }
}

/** Where the `+` (or `%2B`) directly before stands, unless it adds up two things as in `a+12345678`. */
function plusBefore(text: string, start: number): number | undefined {
  if (text[start - 1] === '+') return start > 1 && isWord(text.charCodeAt(start - 2)) ? undefined : start - 1
  return /^%2b$/i.test(text.slice(Math.max(0, start - 3), start)) ? start - 3 : undefined
}

/** E.164: 8 to 15 digits, no country code begins with 0; single spaces, hyphens, points and brackets between them. */
function international(text: string, runs: readonly DigitRun[], index: number, start: number): NumberFound | undefined {
  if (runs[index]!.digits.startsWith('0')) return undefined
  let longest: NumberFound | undefined
  let digits = 0
  for (const [step, run] of runs.slice(index, index + 8).entries()) {
    if (step > 0 && !between.test(text.slice(runs[index + step - 1]!.end, run.start))) break
    digits += run.digits.length
    if (digits > 15) break
    if (digits >= 8 && endsAt(text, run.end)) longest = { kind: 'phone', start, end: run.end, runs: step + 1 }
  }
  return longest
}

const between = /^(?:[ .-]|[ -]?\(|\)[ -]?)$/

const tiedBefore = (text: string, start: number) => text[start - 1] === '-' && isWord(text.charCodeAt(start - 2))
