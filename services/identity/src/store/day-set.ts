/**
 * Days (UTC, since 1970-01-01) as a bitmap. There is one form for one set: `from` is a multiple of 8, the first and the
 * last byte are not zero. Bit n of the whole is day `from + n`, lowest bit of a byte first.
 */
export interface DaySet {
  readonly from: number
  readonly bits: Uint8Array
}

export const noDays: DaySet = { from: 0, bits: new Uint8Array(0) }

export const oneDay = (day: number): DaySet => ({ from: day - (day & 7), bits: Uint8Array.of(1 << (day & 7)) })

export function hasDay({ from, bits }: DaySet, day: number): boolean {
  const at = day - from
  return at >= 0 && ((bits[at >> 3] ?? 0) & (1 << (at & 7))) !== 0
}

/** `a` itself when it holds all of `b`: the caller sees by identity that nothing changed. */
export function uniteDays(a: DaySet, b: DaySet): DaySet {
  if (b.bits.length === 0 || includes(a, b)) return a
  if (a.bits.length === 0 || includes(b, a)) return b
  const from = Math.min(a.from, b.from)
  const bits = new Uint8Array(Math.max(endOf(a), endOf(b)) - from / 8)
  for (const set of [a, b]) {
    const shift = (set.from - from) / 8
    for (const [at, byte] of set.bits.entries()) bits[at + shift]! |= byte
  }
  return { from, bits }
}

/** Ascending. */
export function daysOf({ from, bits }: DaySet): number[] {
  const days: number[] = []
  for (let at = 0; at < bits.length * 8; at += 1) {
    if ((bits[at >> 3]! & (1 << (at & 7))) !== 0) days.push(from + at)
  }
  return days
}

const endOf = ({ from, bits }: DaySet) => from / 8 + bits.length

function includes(a: DaySet, b: DaySet): boolean {
  const shift = (b.from - a.from) / 8
  return b.bits.every((byte, at) => ((a.bits[at + shift] ?? 0) & byte) === byte)
}
