import { describe, expect, it } from 'vitest'
import { createRateLimits } from './rate-limit.ts'

describe('rate limits', () => {
  const rate = { perSecond: 10, burst: 20 }
  let nowMs = 0
  const limits = () => {
    nowMs = 0
    return createRateLimits(() => nowMs)
  }

  it('begin full, fill up over time, and never overflow', () => {
    const { ask, take } = limits()
    expect(ask('a', rate)).toEqual({ limit: 20, remaining: 20, resetSeconds: 0 })
    expect(take('a', rate, 15)).toEqual({ limit: 20, remaining: 5, resetSeconds: 2 })
    nowMs = 500
    expect(ask('a', rate).remaining).toBe(10)
    nowMs = 60_000
    expect(ask('a', rate).remaining).toBe(20)
  })

  it('let a batch through that is larger than the bucket, and hold the average by its debt', () => {
    const { ask, take } = limits()
    expect(take('a', rate, 120)).toEqual({ limit: 20, remaining: 0, resetSeconds: 11 })
    nowMs = 10_000
    expect(ask('a', rate)).toMatchObject({ remaining: 0, resetSeconds: 1 })
    nowMs = 10_100
    expect(ask('a', rate).remaining).toBe(1)
  })

  it('are apart for each key', () => {
    const { ask, take } = limits()
    take('a', rate, 50)
    expect(ask('b', rate).remaining).toBe(20)
  })

  it('say when, for the slowest of rates', () => {
    const { take, ask } = limits()
    const slow = { perSecond: 0.1, burst: 1 }
    take('a', slow, 1)
    expect(ask('a', slow)).toEqual({ limit: 1, remaining: 0, resetSeconds: 10 })
  })
})
