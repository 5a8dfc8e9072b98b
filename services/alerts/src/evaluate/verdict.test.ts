import { describe, expect, it } from 'vitest'
import { rate, ruleOf } from '../rule.fixture.ts'
import { verdictOf } from './verdict.ts'

const rule = ruleOf()
const readings = (long: [number | null, number], short: [number | null, number]) =>
  new Map([
    [180_000, { value: long[0], sample: long[1] }],
    [30_000, { value: short[0], sample: short[1] }],
  ])

describe('verdictOf', () => {
  it('breaches when every window is under its threshold with enough samples', () => {
    expect(verdictOf(rule, rate, readings([0.5, 500], [0.4, 60]))).toMatchObject({ breach: true, clear: false })
    expect(verdictOf(rule, rate, readings([0.5, 500], [0.95, 60]))).toMatchObject({ breach: false, clear: true })
    expect(verdictOf(rule, rate, readings([0.9, 500], [0.4, 60]))).toMatchObject({ breach: false })
  })

  it('says nothing about what it has too little of, unless another window decides', () => {
    expect(verdictOf(rule, rate, readings([0.5, 500], [0, 1]))).toMatchObject({ breach: undefined, clear: undefined })
    expect(verdictOf(rule, rate, readings([0.99, 500], [0, 1]))).toMatchObject({ breach: false, clear: undefined })
    expect(verdictOf(rule, rate, new Map())).toMatchObject({ breach: undefined, clear: undefined, silent: false })
  })

  it('is clear without a resolve condition when the conditions no longer hold', () => {
    const { resolve: _, ...plain } = rule
    expect(verdictOf(plain, rate, readings([0.5, 500], [0.95, 60])).clear).toBe(true)
    expect(verdictOf(plain, rate, readings([0.5, 500], [0.5, 60])).clear).toBe(false)
    expect(verdictOf(plain, rate, readings([0.5, 500], [0.5, 6])).clear).toBeUndefined()
  })

  it('counts nothing as zero for volumes, and as nothing for rates', () => {
    const volume = ruleOf({ minSample: 0, conditions: [{ window: '1m', op: '<', value: 1 }] })
    expect(verdictOf(volume, { ...rate, kind: 'count' }, new Map()).breach).toBe(true)
    expect(verdictOf(volume, rate, new Map()).breach).toBeUndefined()
  })

  it('is silent only for rules that fire on it', () => {
    const watching = ruleOf({ noData: { action: 'fire', after: '5m' } })
    expect(verdictOf(watching, rate, new Map()).silent).toBe(true)
    expect(verdictOf(watching, rate, readings([1, 1], [null, 0])).silent).toBe(false)
  })
})
