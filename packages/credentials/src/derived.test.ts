import type { Secrets } from '@weir/privacy'
import { createMemoryStateStore } from '@weir/state-store'
import { describe, expect, it } from 'vitest'
import { biPassword, clickhouseServicePassword, internalToken } from './derived.ts'
import { registerHmac } from './register-hmac.ts'

const secretsOf = (byte: number): Secrets => ({
  hmac: new Uint8Array(32).fill(byte),
  sealing: { current: '1', keys: new Map([['1', new Uint8Array(32)]]) },
})

describe('what follows from the HMAC secret', () => {
  it('is the same everywhere, one for each use, and another with another secret', () => {
    const all = (byte: number) => [internalToken, clickhouseServicePassword, biPassword].map(of => of(secretsOf(byte)))
    expect(all(1)).toEqual(all(1))
    expect(new Set([...all(1), ...all(2)]).size).toBe(6)
    for (const derived of all(1)) expect(derived).toMatch(/^[A-Za-z0-9_-]{43}$/)
  })

  it('is fixed: RFC 5869 over the secret, salt and use', () => {
    // Changing these would lock every running installation out of its own ClickHouse.
    expect(internalToken(secretsOf(1))).toMatchInlineSnapshot(`"oWqMnPODaJqPAdxhhTw5itn5KeXRJzQBt8EdKIs-xxc"`)
    expect(biPassword(secretsOf(1))).toMatchInlineSnapshot(`"6b7Nm9Iyu-adx0URpjxgZhPhGO4UFepQULn2CzgnFAE"`)
  })
})

describe('registering the HMAC secret', () => {
  it('takes the first, then only the same', async () => {
    const state = createMemoryStateStore()
    await Promise.all([registerHmac(state, secretsOf(1)), registerHmac(state, secretsOf(1))])
    await registerHmac(state, secretsOf(1))
    await expect(registerHmac(state, secretsOf(2))).rejects.toMatchObject({ code: 'SECRET_MISMATCH' })
  })
})
