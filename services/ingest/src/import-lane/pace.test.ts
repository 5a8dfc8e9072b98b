import { describe, expect, it } from 'vitest'
import { createPace } from './pace.ts'

/** A pace under a clock of our own; `second` lets one pass while somebody takes whatever there is. */
function paced() {
  let nowMs = 0
  let behind: number | Error = 0
  const rates: number[] = []
  const pace = createPace({
    async behindMs() {
      if (behind instanceof Error) throw behind
      return behind
    },
    now: () => nowMs,
    onRate: rate => rates.push(rate),
  })
  return {
    rates,
    pipeline(is: number | Error) {
      behind = is
    },
    async quietSecond(): Promise<void> {
      nowMs += 1_001
      pace.take(1)
      await Promise.resolve()
      await Promise.resolve()
    },
    async second(wanted = 10_000): Promise<number> {
      let taken = 0
      for (let step = 0; step < 100; step++) {
        nowMs += 10
        while (pace.take(wanted)) taken += wanted
        await Promise.resolve()
        await Promise.resolve()
      }
      return taken
    },
  }
}

describe('the pace of imports', () => {
  it('grows while the pipeline keeps up and somebody asks for more', async () => {
    const { second, quietSecond, rates } = paced()
    const first = await second()
    expect(first).toBeLessThan(1_000_000)
    for (let i = 0; i < 5; i++) await second()
    expect(await second()).toBeGreaterThan(4 * first)
    const reached = rates.at(-1)!
    await quietSecond()
    await quietSecond()
    await quietSecond()
    expect(rates.at(-1), 'nobody asks for more').toBe(rates.at(-2))
    expect(rates.at(-1)).toBeLessThanOrEqual(reached * 1.5)
  })

  it('shrinks a bit when the pipeline does not quite keep up', async () => {
    const { second, rates, pipeline } = paced()
    for (let i = 0; i < 4; i++) await second()
    const before = rates.at(-1)!
    pipeline(1_000)
    expect(await second()).toBeGreaterThan(0)
    await second()
    expect(rates.at(-1)).toBeCloseTo(before * 0.81, -3)
    pipeline(0)
    await second()
    expect(rates.at(-1)).toBeLessThan(before * 0.9)
  })

  it('stops when the pipeline is behind, or cannot be asked, and goes on at half the rate', async () => {
    const { second, rates, pipeline } = paced()
    for (let i = 0; i < 4; i++) await second()
    const before = rates.at(-1)!
    pipeline(1_500)
    await second()
    expect(await second()).toBe(0)
    expect(rates.at(-1)).toBe(0)
    pipeline(new Error('away'))
    expect(await second()).toBe(0)
    pipeline(0)
    await second()
    expect(rates.at(-1)).toBe(before / 2)
    expect(await second()).toBeLessThan(before)
    await second()
    expect(rates.at(-1)).toBeLessThan(before * 0.6)
  })
})
