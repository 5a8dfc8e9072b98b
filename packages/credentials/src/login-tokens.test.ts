import { createMemoryStateStore, type StateStore } from '@weir/state-store'
import { beforeEach, describe, expect, it } from 'vitest'
import { createLoginTokens } from './login-tokens.ts'

describe('login tokens', () => {
  let state: StateStore
  let nowMs: number
  const login = () => createLoginTokens(state, { tokenTtlMs: 100, sessionTtlMs: 1_000, now: () => nowMs })

  beforeEach(() => {
    state = createMemoryStateStore()
    nowMs = 10_000
  })

  it('open one session, once', async () => {
    const token = await login().issue('demo')
    const session = await login().redeem(token)
    expect(session).toMatchObject({ tenant: 'demo', scopes: ['read', 'manage'], expiresAt: 11_000 })
    expect(await login().session(session?.id ?? '')).toEqual(session)
    expect(await login().redeem(token)).toBeUndefined()
  })

  it('open one session for the first of many at once', async () => {
    const token = await login().issue('demo')
    const sessions = await Promise.all(Array.from({ length: 5 }, () => login().redeem(token)))
    expect(sessions.filter(session => session !== undefined)).toHaveLength(1)
  })

  it('expire, and so do sessions', async () => {
    const token = await login().issue('demo')
    const late = await login().issue('demo')
    nowMs += 99
    const session = await login().redeem(token)
    nowMs += 1
    expect(await login().redeem(late)).toBeUndefined()
    nowMs += 998
    expect(await login().session(session?.id ?? '')).toBeDefined()
    nowMs += 1
    expect(await login().session(session?.id ?? '')).toBeUndefined()
  })

  it('end when told', async () => {
    const session = await login().redeem(await login().issue('demo'))
    await login().end(session?.id ?? '')
    expect(await login().session(session?.id ?? '')).toBeUndefined()
  })

  it('are not taken for one another', async () => {
    const token = await login().issue('demo')
    expect(await login().session(token)).toBeUndefined()
    const session = await login().redeem(token)
    for (const wrong of [session?.id ?? '', '', 'lt_', `lt_${'x'.repeat(43)}`]) {
      expect(await login().redeem(wrong)).toBeUndefined()
    }
  })

  it('are stored by hash, and swept once expired', async () => {
    const token = await login().issue('demo')
    await login().redeem(await login().issue('demo'))
    const stored = [await state.list('login_tokens', { limit: 9 }), await state.list('sessions', { limit: 9 })]
    expect(stored.map(({ length }) => length)).toEqual([1, 1])
    expect(JSON.stringify(stored)).not.toContain(token)
    nowMs += 5_000
    await login().issue('demo')
    expect(await state.list('login_tokens', { limit: 9 })).toHaveLength(1)
    expect(await state.list('sessions', { limit: 9 })).toHaveLength(0)
  })
})
