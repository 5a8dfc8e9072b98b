import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createKeyHasher } from './key-hash.ts'
import { hmacFingerprint } from './secrets.ts'

const secrets = { hmac: new Uint8Array(32).fill(7) }
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const parts = fc.tuple(
  ...([0, 0, 0, 0].map(() => fc.string({ unit: 'grapheme', maxLength: 4 })) as [
    fc.Arbitrary<string>,
    fc.Arbitrary<string>,
    fc.Arbitrary<string>,
    fc.Arbitrary<string>,
  ]),
)

it('is the published function: HMAC-SHA-256 over length-prefixed parts, 128 bits', () => {
  const bytes = Buffer.from('\0\0\0\x04demo\0\0\0\x05phone\0\0\0\0\0\0\0\x0e+8613812345678', 'latin1')
  const expected = createHmac('sha256', secrets.hmac).update(bytes).digest('hex').slice(0, 32)
  expect(hex(createKeyHasher(secrets)('demo', 'phone', '', '+8613812345678'))).toBe(expected)
})

it('keeps different keys apart, wherever their parts are cut, cached or not', () => {
  const cached = createKeyHasher(secrets, { cacheEntries: 8 })
  const plain = createKeyHasher(secrets, { cacheEntries: 0 })
  fc.assert(
    fc.property(parts, parts, (a, b) => {
      const same = a.every((part, at) => part === b[at])
      expect(hex(cached(...a)) === hex(cached(...b))).toBe(same)
      expect(hex(cached(...a))).toBe(hex(plain(...a)))
    }),
  )
  expect(hex(plain('ab', 'c', '', ''))).not.toBe(hex(plain('a', 'bc', '', '')))
})

it('depends on the secret, and the fingerprint tells secrets apart without showing them', () => {
  const other = { hmac: new Uint8Array(32).fill(8) }
  expect(hex(createKeyHasher(secrets)('t', 'p', '', 'v'))).not.toBe(hex(createKeyHasher(other)('t', 'p', '', 'v')))
  expect(hmacFingerprint(secrets)).toMatch(/^[0-9a-f]{32}$/)
  expect(hmacFingerprint(secrets)).not.toBe(hmacFingerprint(other))
  expect(hmacFingerprint(secrets)).not.toContain(hex(secrets.hmac).slice(0, 16))
})
