import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayOf, eventIdHash, uuidOf } from './event-id.ts'
import type { KeyRef } from './generated/batches.ts'
import { acceptedPartition, identifiedPartition } from './partition.ts'

const key = (first: number, usable: boolean): KeyRef => ({
  type: 'phone',
  scope: '',
  hash: Uint8Array.from([first, ...new Array<number>(15).fill(0)]),
  usable,
  value: null,
  sealed: -1,
})

describe('an event id', () => {
  it('is hashed with tenant and source, so that no other split of the same text is the same event', () => {
    const hashes = [
      eventIdHash('a', 'b', 'c'),
      eventIdHash('ab', '', 'c'),
      eventIdHash('', 'ab', 'c'),
      eventIdHash('a', '', 'bc'),
      eventIdHash('a', '1:b', 'c'),
      eventIdHash('a1:b', '', 'c'),
    ]
    expect(new Set(hashes).size).toBe(hashes.length)
  })

  it('keeps its hash for as long as a log lives', () => {
    const expected = createHash('sha256').update('4:demo3:webm-1').digest('hex').slice(0, 32)
    expect(eventIdHash('demo', 'web', 'm-1')).toBe(expected)
    expect(expected).toBe('0201c8931d0170896769680a3903e30a')
  })

  it('is a UUID to ClickHouse', () => {
    expect(uuidOf('00112233445566778899aabbccddeeff')).toBe('00112233-4455-6677-8899-aabbccddeeff')
  })
})

describe('a day', () => {
  it('begins at midnight UTC, before 1970 too', () => {
    expect(dayOf(Date.UTC(2026, 0, 31))).toBe(20_484)
    expect(dayOf(Date.UTC(2026, 0, 31) - 1)).toBe(20_483)
    expect(dayOf(-1)).toBe(-1)
  })
})

describe('partitions', () => {
  it('of events.accepted follow the strongest usable key', () => {
    expect(acceptedPartition('t', [key(9, false), key(5, true), key(6, true)], 'id', 12)).toBe(5)
    expect(acceptedPartition('other', [key(5, true)], 'another', 12)).toBe(5)
    expect(acceptedPartition('t', [key(5, true)], 'id', 1)).toBe(0)
  })

  it('follow the id where no key is usable', () => {
    const at = acceptedPartition('t', [key(9, false)], 'id', 12)
    expect(acceptedPartition('t', [], 'id', 12)).toBe(at)
  })

  it('are within the count and evenly used', () => {
    const used = { accepted: new Array<number>(12).fill(0), identified: new Array<number>(12).fill(0) }
    fc.assert(
      fc.property(fc.uuid(), id => {
        const accepted = acceptedPartition('t', [], id, 12)
        const identified = identifiedPartition(eventIdHash('t', 's', id), 12)
        used.accepted[accepted] = (used.accepted[accepted] as number) + 1
        used.identified[identified] = (used.identified[identified] as number) + 1
      }),
      { numRuns: 2_400, seed: 1 },
    )
    expect(used.accepted).toHaveLength(12)
    expect(used.identified).toHaveLength(12)
    for (const count of [...used.accepted, ...used.identified]) expect(Math.abs(count - 200)).toBeLessThan(80)
  })
})
