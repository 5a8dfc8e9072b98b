import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createTurns } from './turns.ts'

const half = 32 * 1_024

describe('turns', () => {
  it('go in order, a bounded number of bytes at a time, and let other work in between', async () => {
    const turns = createTurns(() => 0)
    const seen: string[] = []
    const all = Array.from({ length: 6 }, (_, at) => turns.next(half).then(() => seen.push(`${at}`)))
    const others = (async () => {
      while (!seen.includes('5')) {
        await setImmediate()
        if (seen.at(-1) !== 'others') seen.push('others')
      }
    })()
    await Promise.all([...all, others])
    expect(seen.slice(0, 8)).toEqual(['0', '1', 'others', '2', '3', 'others', '4', '5'])
  })

  it('comes also for a body larger than a turn', async () => {
    const turns = createTurns(() => 0)
    await Promise.all([turns.next(10 * half), turns.next(0), turns.next(10 * half)])
  })

  it('says how long the next has waited', async () => {
    let now = 0
    const turns = createTurns(() => now)
    expect(turns.waitingMs()).toBe(0)
    const first = turns.next(2 * half)
    now = 5
    const second = turns.next(1)
    now = 9
    expect(turns.waitingMs()).toBe(9)
    await first
    expect(turns.waitingMs()).toBe(4)
    await second
    expect(turns.waitingMs()).toBe(0)
  })

  it('let history in when nobody else waits', async () => {
    const turns = createTurns(() => 0)
    const seen: string[] = []
    const next = (name: string, isHistory: boolean) => turns.next(2 * half, isHistory).then(() => seen.push(name))
    const [first, second, live] = [next('first', true), next('second', true), next('live', false)]
    await live
    const later = next('later', false)
    await Promise.all([first, second, later])
    expect(seen).toEqual(['live', 'later', 'first', 'second'])
  })

  it('keep their order over thousands', async () => {
    const turns = createTurns(() => 0)
    const seen: number[] = []
    await Promise.all(Array.from({ length: 5_000 }, (_, at) => turns.next(1_000).then(() => seen.push(at))))
    expect(seen).toEqual(Array.from({ length: 5_000 }, (_, at) => at))
  })
})
