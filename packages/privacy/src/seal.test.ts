import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openText, openValues, sealText, sealValues } from './seal.ts'
import type { Secrets } from './secrets.ts'

const key = (fill: number) => new Uint8Array(32).fill(fill)
const sealing = (current: string, keys: Record<string, Uint8Array>): Pick<Secrets, 'sealing'> => ({
  sealing: { current, keys: new Map(Object.entries(keys)) },
})
const secrets = sealing('k1', { k1: key(1) })

describe('sealed values', () => {
  it('come back as they were, lone surrogates and all', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), fc.constantFrom('', '\ud800', '张三'), (values, odd) => {
        expect(openValues(secrets, sealValues(secrets, [...values, odd]))).toEqual([...values, odd])
      }),
    )
  })

  it('are empty bytes when there are none', () => {
    expect(sealValues(secrets, [])).toHaveLength(0)
    expect(openValues(secrets, new Uint8Array(0))).toEqual([])
  })

  it('never repeat themselves and never show a value', () => {
    const [a, b] = [sealValues(secrets, ['13812345678']), sealValues(secrets, ['13812345678'])]
    expect(Buffer.from(a).equals(b)).toBe(false)
    expect(Buffer.from(a).includes('13812345678')).toBe(false)
  })

  it('open after the key was rotated, as long as the old one is kept', () => {
    const sealed = sealValues(secrets, ['x'])
    expect(openValues(sealing('k2', { k1: key(1), k2: key(2) }), sealed)).toEqual(['x'])
    expect(() => openValues(sealing('k2', { k2: key(2) }), sealed)).toThrow(
      expect.objectContaining({ code: 'SECRET_MISMATCH', message: expect.stringContaining('"k1"') }),
    )
  })

  it('refuse every changed byte', () => {
    const sealed = sealValues(secrets, ['x'])
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Uint8Array.from(sealed)
      changed[at]! ^= 1
      expect(() => openValues(secrets, changed), `byte ${at}`).toThrow(
        expect.objectContaining({ code: expect.stringMatching('LOG_RECORD_INVALID|SECRET_MISMATCH') }),
      )
      expect(() => openValues(secrets, sealed.subarray(0, at || 1)), `cut at ${at}`).toThrow()
    }
  })

  it('refuse the same key id with other bytes', () => {
    expect(() => openValues(sealing('k1', { k1: key(9) }), sealValues(secrets, ['x']))).toThrow(
      expect.objectContaining({ code: 'LOG_RECORD_INVALID' }),
    )
  })

  it('cannot be sealed with a key that is not there', () => {
    expect(() => sealValues(sealing('k9', {}), ['x'])).toThrow(expect.objectContaining({ code: 'SECRET_MISMATCH' }))
  })
})

describe('sealed text', () => {
  it('comes back as it was', () => {
    expect(openText(secrets, sealText(secrets, '张三 13812345678'))).toBe('张三 13812345678')
    expect(openText(secrets, sealText(secrets, ''))).toBe('')
  })

  it('is another kind than sealed values', () => {
    const values = Buffer.from(sealValues(secrets, ['x'])).toString('base64')
    expect(() => openText(secrets, values)).toThrow(expect.objectContaining({ code: 'LOG_RECORD_INVALID' }))
  })
})
