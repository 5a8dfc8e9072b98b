import { beginsAt, type DigitRun, endsAt, grouped, type NumberFound } from './digit-runs.ts'

/** A Chinese ID card (18 characters) that begins with the run at `index`; also written 6-8-4. */
export function idCardAt(text: string, runs: readonly DigitRun[], index: number): NumberFound | undefined {
  const run = runs[index]!
  if (!beginsAt(text, run.start)) return undefined
  const found = grouped(text, runs, index, [6, 8, 4]) ??
    grouped(text, runs, index, [6, 8, 3]) ?? { digits: run.digits, end: run.end }
  const used = found.end === run.end ? 1 : 3
  const closing = /[Xx]/.test(text[found.end] ?? '') && found.digits.length === 17 ? 1 : 0
  const end = found.end + closing
  if (!isIdCard(found.digits + (closing ? 'X' : '')) || !endsAt(text, end)) return undefined
  return { kind: 'id_card', start: run.start, end, runs: used }
}

/** A bank card that begins with the run at `index`; also written in fours, and 4-6-5. */
export function bankCardAt(text: string, runs: readonly DigitRun[], index: number): NumberFound | undefined {
  const run = runs[index]!
  if (!beginsAt(text, run.start)) return undefined
  for (const sizes of cardGroups) {
    const found = grouped(text, runs, index, sizes)
    if (found && isBankCard(found.digits) && endsAt(text, found.end)) {
      return { kind: 'bank_card', start: run.start, end: found.end, runs: sizes.length }
    }
  }
  if (!isBankCard(run.digits) || !endsAt(text, run.end)) return undefined
  return { kind: 'bank_card', start: run.start, end: run.end, runs: 1 }
}

const cardGroups = [
  [4, 4, 4, 4, 3],
  [4, 4, 4, 4],
  [6, 13],
  [4, 6, 5],
  [4, 6, 4],
] as const

const idWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** Region, a birthday that existed, and the check character of GB 11643. */
function isIdCard(id: string): boolean {
  if (!/^[1-8]\d{16}[\dX]$/.test(id)) return false
  const [year, month, day] = [Number(id.slice(6, 10)), Number(id.slice(10, 12)), Number(id.slice(12, 14))]
  const born = new Date(Date.UTC(year, month - 1, day))
  if (year < 1880 || year > 2100 || born.getUTCMonth() !== month - 1 || born.getUTCDate() !== day) return false
  const sum = idWeights.reduce((total, weight, at) => total + weight * Number(id[at]), 0)
  return '10X98765432'[sum % 11] === id[17]
}

/** Numbers of Amex, Diners, JCB, Visa, Mastercard, Discover, Maestro and UnionPay, which all end in a Luhn digit. */
const issuers =
  /^(?:3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|35\d{14}|4\d{15}|4\d{18}|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|6\d{15,18}|5[0678]\d{14,17}|81\d{14,17}|95\d{14,17})$/

function isBankCard(digits: string): boolean {
  if (!issuers.test(digits)) return false
  let sum = 0
  for (let at = 0; at < digits.length; at += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - at) - 0x30
    sum += at % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2
  }
  return sum % 10 === 0
}
