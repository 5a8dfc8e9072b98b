import { isWeirError } from '@weir/errors'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findJsonFault, parseJson } from './json.ts'

describe('parseJson', () => {
  it.each([
    ['{"a":1,}', 7],
    ['{"a" 1}', 5],
    ['[1,2', 4],
    ['{"a":nope}', 5],
    ['[1]]', 3],
    ['"\u0001"', 1],
    ['{1:2}', 1],
    ['[,1]', 1],
    ['01', 1],
  ])('finds the fault in %s', (text, at) => {
    expect(findJsonFault(text)).toBe(at)
    expect(() => parseJson(text)).toThrow(`at character ${at + 1}`)
  })

  it('never quotes the text', () => {
    try {
      parseJson('{"phone": 13912345678x}')
      expect.unreachable()
    } catch (error) {
      expect(isWeirError(error, 'REQUEST_MALFORMED')).toBe(true)
      expect(String(error)).not.toContain('13912')
    }
  })

  it('agrees with JSON.parse on what is valid', () => {
    const nearlyJson = fc.oneof(
      fc.json(),
      fc
        .tuple(fc.json(), fc.nat(), fc.constantFrom('', '"', '{', ']', ',', ':', '\\', '0', 'x'))
        .map(([text, at, put]) => {
          const cut = at % (text.length + 1)
          return text.slice(0, cut) + put + text.slice(cut + 1)
        }),
    )
    fc.assert(
      fc.property(nearlyJson, text => {
        let valid = true
        try {
          JSON.parse(text)
        } catch {
          valid = false
        }
        expect(findJsonFault(text) === undefined).toBe(valid)
      }),
      { numRuns: 500 },
    )
  })
})
