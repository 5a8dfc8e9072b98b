import type { KeyRow } from '../graph-tables.ts'
import type { Provenance, Sample } from '../provenance.ts'

/*
 * Rows are arrays in MessagePack: field names would be most of their size. A new field goes to the end; another meaning
 * is another format version of the directory.
 */
export type KeyTuple = [
  oneId: number,
  degree: number,
  firstAt: number,
  lastHour: number,
  tenant: string,
  type: string,
  scope: string,
  hash: Uint8Array,
  value: string | null,
  sealed: string | null,
]

export const keyTuple = (row: KeyRow): KeyTuple => [
  row.oneId,
  row.degree,
  row.firstAt,
  row.lastHour,
  row.tenant,
  row.type,
  row.scope,
  row.hash,
  row.value,
  row.sealed,
]

export function keyRow(tuple: KeyTuple): KeyRow {
  const [oneId, degree, firstAt, lastHour, tenant, type, scope, hash, value, sealed] = tuple
  return { oneId, degree, firstAt, lastHour, tenant, type, scope, hash, value, sealed }
}

/** `sources` is a bitmap over the tenant's source numbers; `samples` are hash, source number and id in turns. */
export type LinkTuple = [
  firstAt: number,
  lastHour: number,
  daysFrom: number,
  days: Uint8Array,
  sources: Uint8Array,
  samples: (Uint8Array | number | string)[],
]

/** Numbers for the names of one tenant's sources. */
export interface SourceNumbers {
  numberOf(name: string): number
  nameOf(number: number): string
}

export function linkTuple(seen: Provenance, { numberOf }: SourceNumbers): LinkTuple {
  const samples = seen.samples.flatMap(({ hash, source, id }) => [Buffer.from(hash, 'hex'), numberOf(source), id])
  return [seen.firstAt, seen.lastHour, seen.days.from, seen.days.bits, bitmap(seen.sources.map(numberOf)), samples]
}

export function provenance(tuple: LinkTuple, { nameOf }: SourceNumbers): Provenance {
  const [firstAt, lastHour, from, bits, sources, flat] = tuple
  const samples: Sample[] = []
  for (let at = 0; at < flat.length; at += 3) {
    const [hash, source, id] = flat.slice(at, at + 3) as [Uint8Array, number, string]
    samples.push({ hash: Buffer.from(hash).toString('hex'), source: nameOf(source), id })
  }
  return { firstAt, lastHour, days: { from, bits }, sources: numbersOf(sources).map(nameOf).sort(), samples }
}

function bitmap(numbers: readonly number[]): Uint8Array {
  const bits = new Uint8Array(((Math.max(...numbers) >> 3) + 1) | 0)
  for (const number of numbers) bits[number >> 3]! |= 1 << (number & 7)
  return bits
}

function numbersOf(bits: Uint8Array): number[] {
  const numbers: number[] = []
  for (let number = 0; number < bits.length * 8; number += 1) {
    if ((bits[number >> 3]! & (1 << (number & 7))) !== 0) numbers.push(number)
  }
  return numbers
}
