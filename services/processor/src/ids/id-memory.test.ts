import { describe, expect, it } from 'vitest'
import { createIdMemory, type StoredId } from './id-memory.ts'

const hash = (n: number) => n.toString(16).padStart(8, '0').repeat(4)
const day = 86_400_000
const at = (offset: number, receivedAt: number): StoredId => ({ log: 'g', partition: 0, offset, index: 0, receivedAt })

describe('the memory of stored ids', () => {
  it('keeps ids at hand while they move to the index, and after a move that failed', () => {
    const memory = createIdMemory()
    memory.remember(hash(1), at(1, day))
    memory.beginRotation()
    memory.remember(hash(2), at(2, day))
    expect([memory.recent(hash(1))?.offset, memory.recent(hash(2))?.offset]).toEqual([1, 2])
    memory.cancelRotation()
    expect(memory.freshCount()).toBe(2)
    memory.beginRotation()
    memory.endRotation()
    expect([memory.recent(hash(1))?.offset, memory.recent(hash(2))?.offset]).toEqual([1, 2])
    expect(memory.freshCount()).toBe(0)
  })

  it('asks ClickHouse only for ids of the seven days around the event', () => {
    const memory = createIdMemory()
    memory.remember(hash(1), at(1, 20 * day))
    expect(memory.maybeStored(hash(1), 27 * day)).toBe(true)
    expect(memory.maybeStored(hash(1), 28 * day)).toBe(false)
    expect(memory.maybeStored(hash(9), 20 * day)).toBe(false)
    memory.forgetDaysBefore(21)
    expect(memory.maybeStored(hash(1), 20 * day)).toBe(false)
  })

  it('takes every id for one that may be stored until the filters of earlier owners are loaded', () => {
    const memory = createIdMemory()
    const loaded = memory.beginLoading()
    expect(memory.maybeStored(hash(1), day)).toBe(true)
    loaded()
    expect(memory.maybeStored(hash(1), day)).toBe(false)
  })

  it('loads a filter from the first eight bytes of hashes', () => {
    const memory = createIdMemory()
    memory.loadFilter(20, Buffer.from(hash(7).slice(0, 16), 'hex'))
    expect(memory.maybeStored(hash(7), 20 * day)).toBe(true)
    expect(memory.maybeStored(hash(8), 20 * day)).toBe(false)
  })
})
