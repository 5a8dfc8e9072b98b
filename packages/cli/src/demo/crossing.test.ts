import { describe, expect, it } from 'vitest'
import { createCrossing } from './crossing.ts'
import { createRandom } from './shop/random.ts'

const rule = {
  conditions: [
    { windowMs: 180_000, below: 0.9 },
    { windowMs: 30_000, below: 0.9 },
  ],
  forMs: 10_000,
  minSample: 50,
}
const start = 1_700_000_000_000
interface Sent {
  at: number
  succeeded: boolean
}

/** The rule as design and evaluator state it, from the payments themselves. */
function holds(sent: readonly Sent[], now: number): boolean {
  return rule.conditions.every(({ windowMs, below }) => {
    const seen = sent.filter(({ at }) => {
      const bucket = at - (at % 10_000)
      return at <= now && bucket + 10_000 > now - windowMs && bucket <= now
    })
    const good = seen.filter(({ succeeded }) => succeeded).length
    return seen.length >= rule.minSample && good / seen.length < below
  })
}

/** Payments every 40 ms or so, healthy for `healthyMs`, then mostly failing. */
function payments(seed: number, healthyMs: number, gapMs = 40): Sent[] {
  const random = createRandom(seed)
  const sent: Sent[] = []
  for (let at = start; at < start + healthyMs + 40_000; at += 1 + random.below(2 * gapMs))
    sent.push({ at, succeeded: random.chance(at < start + healthyMs ? 0.98 : 0.4) })
  return sent
}

describe('the crossing', () => {
  it.each([
    [1, 30_000, 40],
    [2, 31_234, 40],
    [3, 61_000, 25],
    [4, 200_000, 60],
    [5, 30_000, 900],
  ])('is the first instant the rule is true on what was sent (seed %i)', (seed, healthyMs, gapMs) => {
    const sent = payments(seed, healthyMs, gapMs)
    const crossing = createCrossing(rule, 'alipay')
    let expected: number | undefined
    for (const [index, { at, succeeded }] of sent.entries()) {
      if (at >= start + healthyMs) crossing.watch()
      crossing.add({ channel: 'alipay', succeeded }, at)
      crossing.add({ channel: 'unionpay', succeeded: false }, at)
      if (at >= start + healthyMs && expected === undefined && holds(sent.slice(0, index + 1), at)) expected = at
    }
    expect(crossing.crossedAt()).toBe(expected)
    expect(expected).toBeDefined()
  })

  it('comes by itself when a good bucket leaves the window', () => {
    const crossing = createCrossing({ ...rule, conditions: [{ windowMs: 30_000, below: 0.9 }] }, 'alipay')
    for (let at = start; at < start + 10_000; at += 100) crossing.add({ channel: 'alipay', succeeded: true }, at)
    for (let at = start + 20_000; at < start + 28_000; at += 100)
      crossing.add({ channel: 'alipay', succeeded: at % 1_000 !== 0 }, at)
    crossing.watch()
    crossing.look(start + 39_999)
    expect(crossing.crossedAt()).toBeUndefined()
    crossing.add({ channel: 'alipay', succeeded: false }, start + 39_999)
    crossing.look(start + 40_000)
    expect(crossing.crossedAt()).toBe(start + 40_000)
  })

  it('calls a series normal only with payments enough and few failures', () => {
    const crossing = createCrossing(rule, 'alipay')
    for (let n = 0; n < 99; n++) crossing.add({ channel: 'alipay', succeeded: true }, start)
    expect(crossing.normal(start)).toBe(false)
    crossing.add({ channel: 'alipay', succeeded: true }, start)
    expect(crossing.normal(start)).toBe(true)
    for (let n = 0; n < 20; n++) crossing.add({ channel: 'alipay', succeeded: false }, start)
    expect(crossing.normal(start)).toBe(false)
  })
})
