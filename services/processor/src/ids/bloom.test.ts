import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBloom } from './bloom.ts'

const half = fc.integer({ min: 0, max: 0xffffffff })

describe('the filter of stored ids', () => {
  it('never denies an id it was given', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(half, half), { maxLength: 500 }), ids => {
        const bloom = createBloom()
        for (const [high, low] of ids) bloom.add(high, low)
        return ids.every(([high, low]) => bloom.mayHold(high, low))
      }),
    )
  })

  it('confirms less than 2 % of ids it was not given, also after it grew', () => {
    const bloom = createBloom()
    let seed = 1
    const next = () => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
      return (Math.imul(seed ^ (seed >>> 15), 0x2c1b3c6d) ^ (seed >>> 12)) >>> 0
    }
    for (let at = 0; at < 200_000; at++) bloom.add(next(), next())
    let wrong = 0
    for (let at = 0; at < 20_000; at++) if (bloom.mayHold(next(), next())) wrong += 1
    expect(wrong).toBeLessThan(400)
    expect(bloom.bytes()).toBeLessThan(200_000 * 6)
  })
})
