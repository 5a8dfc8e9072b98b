import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decimalOf, isDecimal } from './decimal.ts'

describe('decimalOf', () => {
  it.each<[unknown, string | undefined]>([
    [27.5, '27.5'],
    [0.1 + 0.2, '0.3'],
    [199, '199'],
    [-0, '0'],
    [-12.34567, '-12.3457'],
    [1e-7, '0'],
    [-1e-7, '0'],
    [0.00005, '0.0001'],
    [99_999_999_999_999, '99999999999999'],
    [1e14, undefined],
    [Number.POSITIVE_INFINITY, undefined],
    [Number.NaN, undefined],
    ['12.50', '12.50'],
    [' 012.50 ', '12.50'],
    ['+7', '7'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['-0.00', '0.00'],
    ['1.99995', '2'],
    ['99999999999999.99995', undefined],
    ['100000000000000', undefined],
    ['1e3', undefined],
    ['1,234.5', undefined],
    ['¥12', undefined],
    ['', undefined],
    ['-', undefined],
    ['.', undefined],
    ['0x10', undefined],
    [`0.${'1'.repeat(100)}`, undefined],
    [[1], undefined],
    [null, undefined],
    [true, undefined],
  ])('of %j is %j', (value, expected) => {
    expect(decimalOf(value)).toBe(expected)
  })

  it('gives what the check accepts, or nothing, and at most half a digit off', () => {
    const number = fc.oneof(fc.double(), fc.integer(), fc.double({ min: -1e6, max: 1e6 }))
    fc.assert(
      fc.property(number, value => {
        const text = decimalOf(value)
        if (text === undefined) return !(Math.abs(value) < 1e14 - 1)
        return isDecimal(text) && Math.abs(Number(text) - value) <= 0.00005 + Math.abs(value) * 1e-15
      }),
    )
  })

  it('leaves canonical text as it is', () => {
    const canonical = fc.stringMatching(/^-?(0|[1-9]\d{0,13})(\.\d{1,4})?$/).filter(text => !/^-0(\.0+)?$/.test(text))
    fc.assert(fc.property(canonical, text => decimalOf(text) === text && isDecimal(text)))
  })
})
