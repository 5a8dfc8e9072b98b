import { randomBytes } from 'node:crypto'

/*
 * JSON.parse turns 9007199254740993 into ...992 and 1e400 into Infinity. A text that may hold such numbers is parsed with
 * each of them replaced by a marked string, so every other rule of JSON (duplicate keys, nesting, __proto__) stays
 * the engine's own, and the texts without one, nearly all, cost one regular expression.
 */

/** Nobody outside can write the mark: it is random for each process. */
const mark = `\u0000${randomBytes(8).toString('hex')}:`
const escapedMark = `"\\u0000${mark.slice(1)}`

/** At least 16 digits, or an exponent, where a value may begin. Inside a string it only costs the slower way. */
const suspicious = /[:,[]\s*-?\d(?:[\d.]{15}|[\d.]*[eE])/
const token = /"|-?\d[\d.eE+-]*/g
const markedNumbers = new RegExp(`${escapedMark.replace('\\', '\\\\')}([^"]*)"`, 'g')
const number = /^-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/

export const mayHoldInexactNumbers = (text: string): boolean => suspicious.test(text)

/** The text with every number that a double cannot hold as a marked string; other faults are left to JSON.parse. */
export function markInexactNumbers(text: string): string {
  let marked = ''
  let copied = 0
  token.lastIndex = 0
  for (let match = token.exec(text); match; match = token.exec(text)) {
    if (match[0] === '"') {
      token.lastIndex = endOfString(text, match.index)
      continue
    }
    if (!isInexact(match[0])) continue
    marked += `${text.slice(copied, match.index)}"${escapedMark.slice(1)}${match[0]}"`
    copied = match.index + match[0].length
  }
  return copied === 0 ? text : marked + text.slice(copied)
}

/** Index behind the string that begins at `start`. */
export function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let backslashes = 0
    while (text.charCodeAt(end - 1 - backslashes) === 0x5c) backslashes++
    if (backslashes % 2 === 0) return end + 1
  }
  return text.length
}

function isInexact(text: string): boolean {
  const parts = number.exec(text)
  if (!parts) return false
  const value = Number(text)
  if (!Number.isFinite(value)) return true
  if (parts[1] === undefined && parts[2] === undefined) return !Number.isSafeInteger(value)
  if (value === 0) return /[1-9]/.test(text.split(/[eE]/)[0]!)
  return text.replace(/\D/g, '').length > 15 && String(value) !== text
}

/** The digits of a marked number; `undefined` for every other value. */
export const exactNumber = (value: unknown): string | undefined =>
  typeof value === 'string' && value.startsWith(mark) ? value.slice(mark.length) : undefined

/** JSON text with the marks taken out: whole numbers of 64 bits as numbers, anything larger or finer as text. */
export const unmarked = (json: string): string =>
  json.includes(escapedMark)
    ? json.replace(markedNumbers, (_, digits: string) => (fits64Bits(digits) ? digits : `"${digits}"`))
    : json

function fits64Bits(digits: string): boolean {
  if (!/^-?\d+$/.test(digits) || digits.length > 20) return false
  const value = BigInt(digits)
  return value >= -(2n ** 63n) && value < 2n ** 64n
}
