import { expect, it } from 'vitest'
import { defaultLimits } from './options.ts'
import { excessBytes, retentionCut } from './retention.ts'

const stamps = (...appendedAt: number[]) =>
  appendedAt.map((at, offset) => ({ offset: offset + 10, appendedAt: at, bytes: 100 }))
const cut = (processed: ReturnType<typeof stamps>, excess = 0) =>
  retentionCut({ processed, nowMs: 1_000, limits: { retentionMs: 500 }, excessBytes: excess })

it('lets go what is older than the limit', () => {
  expect(cut(stamps(100, 499, 500, 900))).toEqual({ cut: 12, freedBytes: 200 })
  expect(cut(stamps(500))).toBeUndefined()
  expect(cut([])).toBeUndefined()
})

it('lets go the oldest until the excess is gone, however young', () => {
  expect(cut(stamps(900, 900, 900), 150)).toEqual({ cut: 12, freedBytes: 200 })
  expect(cut(stamps(900, 900, 900), 1_000)).toEqual({ cut: 13, freedBytes: 300 })
})

it('only ever lets go a run of the oldest: a clock set back hides nothing behind it', () => {
  expect(cut(stamps(100, 900, 100))).toEqual({ cut: 11, freedBytes: 100 })
})

it('wants back what a topic or the whole log has too much', () => {
  const limits = { ...defaultLimits, retentionBytes: 1_000, maxBytes: 10_000 }
  expect(excessBytes(900, 5_000, limits)).toBe(0)
  expect(excessBytes(1_500, 5_000, limits)).toBe(500)
  expect(excessBytes(900, 9_000, limits)).toBe(1_000)
})
