import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFreshness } from './freshness.ts'

const sample = (at: number, acceptedEnd: number, identity: number, identifiedEnd: number, processor: number) => ({
  at,
  accepted: [{ end: acceptedEnd, identity }],
  identified: [{ end: identifiedEnd, processor }],
})

describe('createFreshness', () => {
  it('is unknown until the stages were seen to catch up', () => {
    const freshness = createFreshness()
    freshness.sample(sample(1_000, 10, 4, 4, 2))
    expect(freshness.lagMs(1_000)).toBeUndefined()
  })

  it('needs both stages past what was accepted', () => {
    const freshness = createFreshness()
    freshness.sample(sample(0, 5, 5, 5, 5))
    expect(freshness.lagMs(500)).toBe(500)
    freshness.sample(sample(1_000, 9, 5, 5, 5))
    expect(freshness.lagMs(1_000)).toBe(1_000)
    freshness.sample(sample(2_000, 9, 9, 9, 5))
    expect(freshness.lagMs(2_000)).toBe(2_000)
    freshness.sample(sample(3_000, 12, 9, 9, 9))
    expect(freshness.lagMs(3_000)).toBe(1_000)
  })

  it('waits for the slowest partition', () => {
    const freshness = createFreshness()
    const both = (at: number, second: number) => ({
      at,
      accepted: [{ end: 3, identity: 3 }, { end: 7, identity: second }],
      identified: [{ end: 1, processor: 1 }],
    }) // biome-ignore format: two partitions
    freshness.sample(both(0, 5))
    expect(freshness.lagMs(0)).toBeUndefined()
    freshness.sample(both(1_000, 7))
    expect(freshness.lagMs(1_000)).toBe(0)
  })

  it('never calls data complete before it is stored', () => {
    // One record is accepted a second; the stages take them at random speed.
    const speeds = fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(speeds, steps => {
        const freshness = createFreshness()
        let identity = 0
        let processor = 0
        for (const [second, [a, b]] of steps.entries()) {
          const accepted = second + 1
          processor = Math.min(identity, processor + b)
          identity = Math.min(accepted, identity + a)
          freshness.sample(sample(second * 1_000, accepted, identity, identity, processor))
          const lag = freshness.lagMs(second * 1_000)
          // Records accepted up to second s number s + 1.
          const storedUntil = (processor - 1) * 1_000
          if (lag !== undefined) expect(second * 1_000 - lag).toBeLessThanOrEqual(storedUntil)
        }
        // At rest, everything is complete.
        freshness.sample(sample(1e6, steps.length, steps.length, steps.length, steps.length))
        expect(freshness.lagMs(1e6)).toBe(0)
      }),
    )
  })
})
