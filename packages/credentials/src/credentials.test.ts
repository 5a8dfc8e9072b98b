import { createMemoryStateStore, type StateStore } from '@weir/state-store'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createCredentials, type NewKey } from './credentials.ts'

const write: NewKey = { kind: 'write', tenant: 'acme', source: 'web' }
const api: NewKey = { kind: 'api', tenant: 'acme', scopes: ['read', 'manage'], name: 'dashboard' }

describe('credentials', () => {
  let state: StateStore
  let reads: number

  beforeEach(() => {
    const memory = createMemoryStateStore()
    reads = 0
    state = {
      ...memory,
      get: (collection, key) => {
        reads += 1
        return memory.get(collection, key)
      },
    }
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('knows a key by its secret alone', async () => {
    const credentials = createCredentials(state)
    const { secret, principal } = await credentials.create(write)
    expect(secret).toMatch(/^wk_[A-Za-z0-9_-]{43}$/)
    expect(principal).toMatchObject({ kind: 'write', tenant: 'acme', source: 'web', scopes: ['ingest'] })
    expect(await credentials.verify(secret)).toEqual(principal)
    const dashboard = await credentials.create(api)
    expect(dashboard.secret).toMatch(/^ak_/)
    expect(await credentials.verify(dashboard.secret)).toEqual(dashboard.principal)
    expect(dashboard.principal).not.toHaveProperty('source')
    for (const wrong of ['', secret.slice(0, -1), `${secret}x`, secret.replace('wk_', 'ak_'), 'ключ']) {
      expect(await credentials.verify(wrong), wrong).toBeUndefined()
    }
  })

  it('stores no secret', async () => {
    const puts: unknown[] = []
    const watched: StateStore = {
      ...state,
      transact: steps => {
        puts.push(...steps)
        return state.transact(steps)
      },
    }
    const { secret } = await createCredentials(watched).create(write)
    expect(puts.length).toBeGreaterThan(0)
    expect(JSON.stringify(puts)).not.toContain(secret.slice(8))
  })

  it('revokes once, here at once', async () => {
    const credentials = createCredentials(state, { now: () => 77 })
    const { secret, principal } = await credentials.create(write)
    await credentials.verify(secret)
    expect(await credentials.revoke(principal.id)).toBe(true)
    expect(await credentials.verify(secret)).toBeUndefined()
    expect(await credentials.revoke(principal.id)).toBe(false)
    expect(await credentials.revoke('acme.nobody')).toBe(false)
    expect(await credentials.list('acme')).toMatchObject([{ id: principal.id, revokedAt: 77 }])
  })

  it('does not keep the answer of a look-up that a revocation overtook', async () => {
    let proceed: () => void = () => undefined
    const slow: StateStore = {
      ...state,
      get: async (collection, key) => {
        const found = await state.get(collection, key)
        if (collection === 'credentials') await new Promise<void>(resolve => (proceed = resolve))
        return found as never
      },
    }
    const credentials = createCredentials(slow)
    const { secret, principal } = await credentials.create(write)
    const overtaken = credentials.verify(secret)
    await vi.waitUntil(() => reads > 2, { timeout: 180_000 })
    await credentials.revoke(principal.id)
    proceed()
    await overtaken
    const after = credentials.verify(secret)
    await vi.waitUntil(() => reads > 4, { timeout: 180_000 })
    proceed()
    expect(await after).toBeUndefined()
  })

  it('asks the state store again after 5 s, for good and bad keys alike', async () => {
    vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] })
    // The cache takes a start at 0 for none; no real clock shows it.
    vi.advanceTimersByTime(1)
    const [here, elsewhere] = [createCredentials(state, { cacheMs: 60_000 }), createCredentials(state)]
    const { secret, principal } = await here.create(write)
    const invented = `wk_${'x'.repeat(43)}`
    const asked = async (key: string) => {
      const before = reads
      const answer = await here.verify(key)
      return [reads - before, answer !== undefined]
    }
    expect([await asked(secret), await asked(invented)]).toEqual([
      [1, true],
      [1, false],
    ])
    expect([await asked(secret), await asked(invented)]).toEqual([
      [0, true],
      [0, false],
    ])
    await elsewhere.revoke(principal.id)
    vi.advanceTimersByTime(4_999)
    expect([await asked(secret), await asked(invented)]).toEqual([
      [0, true],
      [0, false],
    ])
    vi.advanceTimersByTime(2)
    expect([await asked(secret), await asked(invented)]).toEqual([
      [1, false],
      [1, false],
    ])
  })

  it('asks every time when nothing may be kept', async () => {
    const [here, elsewhere] = [createCredentials(state, { cacheMs: 0 }), createCredentials(state)]
    const { secret, principal } = await here.create(write)
    expect(await here.verify(secret)).toEqual(principal)
    await elsewhere.revoke(principal.id)
    expect(await here.verify(secret)).toBeUndefined()
  })

  it('asks once for many at the same time, and remembers no failure', async () => {
    const credentials = createCredentials(state)
    const { secret, principal } = await credentials.create(write)
    const before = reads
    await Promise.all(Array.from({ length: 50 }, () => credentials.verify(secret)))
    expect(reads - before).toBe(1)
    let broken = true
    const flaky = createCredentials({
      ...state,
      get: (collection, key) => (broken ? Promise.reject(new Error('down')) : state.get(collection, key)),
    })
    await expect(flaky.verify(secret)).rejects.toThrow('down')
    broken = false
    expect(await flaky.verify(secret)).toEqual(principal)
  })

  it('keeps valid keys through a flood of invented ones', async () => {
    // Longer than the flood lasts on a busy machine.
    const credentials = createCredentials(state, { cacheMs: 600_000 })
    const { secret } = await credentials.create(write)
    await credentials.verify(secret)
    for (let n = 0; n < 25_000; n += 1) await credentials.verify(`wk_${String(n).padStart(43, '0')}`)
    const before = reads
    await credentials.verify(secret)
    expect(reads).toBe(before)
    await credentials.verify(`wk_${'0'.repeat(43)}`)
    expect(reads, 'the oldest bad answer was dropped').toBe(before + 1)
  })

  it('lists the keys, sources and tenants of each', async () => {
    const credentials = createCredentials(state, { now: () => 5 })
    const { secret, principal } = await credentials.create(write)
    await credentials.create(write)
    await credentials.create(api)
    await credentials.create({ ...write, tenant: 'acme-2', source: 'app' })
    const listed = await credentials.list('acme')
    expect(listed.map(({ name }) => name).sort()).toEqual(['dashboard', 'web', 'web'])
    const entry = listed.find(({ id }) => id === principal.id)
    expect(entry).toEqual({ ...principal, name: 'web', hint: secret.slice(0, 7), createdAt: 5 })
    expect(await credentials.sources('acme')).toEqual([{ tenant: 'acme', name: 'web', createdAt: 5 }])
    expect(await credentials.tenants()).toEqual([
      { name: 'acme', createdAt: 5 },
      { name: 'acme-2', createdAt: 5 },
    ])
  })

  it('makes keys of a new source at the same moment', async () => {
    const credentials = createCredentials(state)
    const made = await Promise.all(Array.from({ length: 10 }, () => credentials.create(write)))
    expect(new Set(made.map(({ principal }) => principal.id)).size).toBe(10)
    expect(await credentials.sources('acme')).toHaveLength(1)
  })

  it.each([
    [{ ...write, tenant: 'Acme Inc.' }, 'tenant'],
    [{ ...write, tenant: 'a.b' }, 'tenant'],
    [{ ...write, source: 'a/b' }, 'source'],
    [{ ...write, name: '' }, 'name'],
    [{ ...api, scopes: [] }, 'scopes'],
    [{ ...api, scopes: ['everything'] }, 'scopes'],
  ])('refuses %j', async (key, field) => {
    await expect(createCredentials(state).create(key as NewKey)).rejects.toMatchObject({
      code: 'REQUEST_MALFORMED',
      field,
    })
  })
})
