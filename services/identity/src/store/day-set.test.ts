import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type DaySet, daysOf, hasDay, noDays, oneDay, uniteDays } from './day-set.ts'

const days = fc.array(fc.integer({ min: 10_957, max: 21_000 }), { maxLength: 12 })
const setOf = (list: readonly number[]): DaySet => list.map(oneDay).reduce(uniteDays, noDays)
const sorted = (list: readonly number[]) => [...new Set(list)].sort((a, b) => a - b)

it('holds exactly the days put into it, in one form whatever the order', () => {
  fc.assert(
    fc.property(days, days, (a, b) => {
      const set = setOf([...a, ...b])
      expect(daysOf(set)).toEqual(sorted([...a, ...b]))
      expect(uniteDays(setOf(b), setOf(a))).toEqual(set)
      for (const day of [...a, 10_956, 21_001]) expect(hasDay(set, day)).toBe(a.includes(day) || b.includes(day))
    }),
  )
})

it('is the very same object when nothing is added', () => {
  fc.assert(
    fc.property(days, fc.array(fc.nat(20)), (list, picks) => {
      const set = setOf(list)
      const part = setOf(picks.flatMap(pick => list[pick] ?? []))
      expect(uniteDays(set, part)).toBe(set)
    }),
  )
})
