import { describe, expect, it } from 'vitest'
import { backoffMs } from './backoff.ts'
import { createPace } from './pace.ts'

describe('backoffMs', () => {
  it('is dense for two minutes, then follows the published schedule for about four days, then ends', () => {
    const waits: number[] = []
    let age = 0
    for (let wait = backoffMs(age, () => 0); wait !== undefined; wait = backoffMs(age, () => 0)) {
      waits.push(wait / 1_000)
      age += wait
    }
    expect(waits.slice(0, 9)).toEqual([1, 2, 5, 5, 15, 30, 60, 300, 1_800])
    expect(waits.slice(9).map(seconds => seconds / 3_600)).toEqual([2, 5, 10, 14, 20, 24])
    expect(age / 86_400_000).toBeGreaterThan(3)
  })

  it('adds up to a tenth at random', () => {
    expect(backoffMs(0, () => 1)).toBe(1_100)
  })
})

describe('createPace', () => {
  it('lets through what a receiver bears, and waits as long as it must', () => {
    const pace = createPace(2, 60_000)
    expect([pace.take('a', 0), pace.take('a', 10_000), pace.take('a', 20_000), pace.take('b', 20_000)]).toEqual([
      0, 0, 40_000, 0,
    ])
    expect(pace.take('a', 60_001)).toBe(0)
    expect(pace.take('a', 60_002)).toBe(9_998)
  })

  it('leaves alone who asked for it', () => {
    const pace = createPace(9, 60_000)
    pace.pause('a', 5_000)
    expect([pace.take('a', 1_000), pace.take('a', 5_000)]).toEqual([4_000, 0])
  })
})
