import { generateKeyPairSync } from 'node:crypto'
import { WeirError } from '@weir/errors'
import { createMemoryStateStore, type StateStore } from '@weir/state-store'
import { beforeEach, describe, expect, it } from 'vitest'
import { createCredentials } from '../credentials.ts'
import { createSourceStore, type SourceStore } from './source-store.ts'

const secrets = { sealing: { current: '1', keys: new Map([['1', new Uint8Array(32).fill(3)]]) } }
const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2_048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})

describe('the store of sources', () => {
  let state: StateStore
  let store: SourceStore
  beforeEach(() => {
    state = createMemoryStateStore()
    store = createSourceStore(state, secrets, { now: () => 7 })
  })
  const stripe = (name: string, ...given: string[]) => ({
    tenant: 'acme',
    name,
    settings: { provider: 'stripe' as const, secrets: given },
  })

  it('keeps settings, and registers the source', async () => {
    expect(await store.settings('acme', 'web')).toBeUndefined()
    await store.putSettings('acme', 'web', { origins: ['https://*.shop.example'], rate: { perSecond: 5 } })
    expect(await store.settings('acme', 'web')).toEqual({
      origins: ['https://*.shop.example'],
      rate: { perSecond: 5 },
    })
    expect(await createCredentials(state).sources('acme')).toMatchObject([{ name: 'web' }])
    await store.putSettings('acme', 'web', {})
    expect(await store.settings('acme', 'web')).toEqual({})
  })

  it.each([[['shop.example']], [['https://shop.example/path']], [['https://a.*.example']], [['*']]])(
    'refuses %s as origins',
    async origins => {
      await expect(store.putSettings('acme', 'web', { origins })).rejects.toMatchObject({ field: 'origins.0' })
    },
  )

  it('keeps endpoints with their secrets, sealed, and lists them without', async () => {
    await store.putWebhook(stripe('main', 'whsec_new', 'whsec_old'))
    expect(await store.webhook('stripe', 'main')).toEqual(stripe('main', 'whsec_new', 'whsec_old'))
    expect(await store.webhook('shopify', 'main')).toBeUndefined()
    expect(await store.webhooks('acme')).toEqual([
      { tenant: 'acme', name: 'main', provider: 'stripe', secrets: { secrets: 2 }, changedAt: 7 },
    ])
    const stored = await state.list('webhook_sources', { limit: 10 })
    expect(JSON.stringify([stored, await store.webhooks('acme')])).not.toContain('whsec')
    expect(await createCredentials(state).sources('acme')).toMatchObject([{ name: 'main' }])
  })

  it('rotates by replacing, and removes', async () => {
    await store.putWebhook(stripe('main', 'whsec_old'))
    await store.webhook('stripe', 'main')
    await store.putWebhook(stripe('main', 'whsec_new', 'whsec_old'))
    expect((await store.webhook('stripe', 'main'))?.settings).toMatchObject({ secrets: ['whsec_new', 'whsec_old'] })
    expect(await store.removeWebhook('other', 'stripe', 'main')).toBe(false)
    expect(await store.removeWebhook('acme', 'stripe', 'main')).toBe(true)
    expect(await store.webhook('stripe', 'main')).toBeUndefined()
    expect(await store.removeWebhook('acme', 'stripe', 'main')).toBe(false)
  })

  it('gives a name to one tenant only', async () => {
    await store.putWebhook(stripe('main', 'x'))
    await expect(store.putWebhook({ ...stripe('main', 'x'), tenant: 'other' })).rejects.toMatchObject({ field: 'name' })
  })

  it('says what is wrong without showing it', async () => {
    const settings = { provider: 'wechat_pay' as const, secrets: ['too short'], publicKeys: { S1: privateKey } }
    const refused = store.putWebhook({ tenant: 'acme', name: 'pay', settings })
    await expect(refused).rejects.toThrow(/secrets\.0: has not 32 bytes.*publicKeys\.S1: is no RSA public key/)
    await expect(refused).rejects.not.toThrow(/too short|PRIVATE/)
    const pay = { ...settings, secrets: ['k'.repeat(32)], publicKeys: { S1: publicKey } }
    await store.putWebhook({ tenant: 'acme', name: 'pay', settings: pay })
    expect((await store.webhook('wechat_pay', 'pay'))?.settings).toEqual(pay)
  })

  it('serves who is known while the state store is down', async () => {
    let down = false
    const failing: StateStore = {
      ...state,
      get: (collection, key) =>
        down ? Promise.reject(new WeirError('STATE_UNAVAILABLE', 'down')) : state.get(collection, key),
    }
    const impatient = createSourceStore(failing, secrets, { cacheMs: 1 })
    await store.putWebhook(stripe('main', 'x'))
    await impatient.webhook('stripe', 'main')
    down = true
    const until = performance.now() + 3
    while (performance.now() < until);
    expect(await impatient.webhook('stripe', 'main')).toEqual(stripe('main', 'x'))
    await expect(impatient.webhook('stripe', 'other')).rejects.toMatchObject({ code: 'STATE_UNAVAILABLE' })
  })
})
