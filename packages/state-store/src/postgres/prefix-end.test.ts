import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { prefixEnd } from './prefix-end.ts'

const before = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0

describe('the end of a prefix', () => {
  it('is the next text that does not begin with it', () => {
    expect(prefixEnd('a/')).toBe('a0')
    expect(prefixEnd('\ud7ff')).toBe('\ue000')
    expect(prefixEnd('a\u{10ffff}')).toBe('b')
    expect(prefixEnd('😀')).toBe('😁')
  })

  it('is nothing when everything may begin with it', () => {
    expect(prefixEnd('')).toBeNull()
    expect(prefixEnd('\u{10ffff}\u{10ffff}')).toBeNull()
  })

  it('comes after all that begin with it, and before all that come after those', () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(text, text, (prefix, other) => {
        const end = prefixEnd(prefix)
        expect(end === null || before(prefix + other, end)).toBe(true)
        if (!other.startsWith(prefix) && before(prefix, other)) expect(end !== null && !before(other, end)).toBe(true)
      }),
    )
  })
})
