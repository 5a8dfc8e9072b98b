import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addScaled, formatScaled, parseScaled, plainDecimal } from './decimal.ts'

const digits = (min: number, max: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: min, maxLength: max })
const decimalText = fc
  .tuple(fc.constantFrom('', '-'), digits(1, 15), fc.option(digits(1, 9), { nil: undefined }))
  .map(([sign, whole, fraction]) => `${sign}${whole}${fraction === undefined ? '' : `.${fraction}`}`)

/** The same by text alone. */
function reference(text: string): bigint {
  const negative = text.startsWith('-')
  const [whole = '', fraction = ''] = text.replace('-', '').split('.')
  const exact = BigInt(whole + fraction.slice(0, 6).padEnd(6, '0'))
  return negative ? -exact : exact
}

describe('scaled decimals', () => {
  it('reads every plain decimal exactly, cutting past the sixth digit', () => {
    fc.assert(fc.property(decimalText, text => void expect(BigInt(parseScaled(text)!)).toBe(reference(text))))
  })

  it('cuts where it is told', () => {
    expect(parseScaled('12.34567', 4)).toBe(12_345_600)
    expect(parseScaled('-12.34567', 4)).toBe(-12_345_600)
  })

  it('refuses what its regular expression refuses', () => {
    const pattern = new RegExp(plainDecimal)
    const noise = fc.string({ unit: fc.constantFrom(...'0123456789.-+e '), maxLength: 18 })
    fc.assert(fc.property(noise, text => void expect(parseScaled(text) !== undefined).toBe(pattern.test(text))))
    for (const text of ['', '-', '.', '1.', '.5', '+5', '1e3', 'Infinity', '1234567890123456', '-.5', '--1', '1.2.3'])
      expect(parseScaled(text), text).toBeUndefined()
  })

  it('prints what it read', () => {
    fc.assert(
      fc.property(decimalText, text => void expect(reference(formatScaled(parseScaled(text)!))).toBe(reference(text))),
    )
  })

  it('adds exactly past the safe integers', () => {
    fc.assert(
      fc.property(fc.array(decimalText, { maxLength: 40 }), texts => {
        const sum = texts.map(text => parseScaled(text)!).reduce(addScaled, 0)
        expect(BigInt(sum)).toBe(texts.map(reference).reduce((a, b) => a + b, 0n))
      }),
    )
  })
})
