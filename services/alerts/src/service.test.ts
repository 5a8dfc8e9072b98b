import { createCredentials, internalToken } from '@weir/credentials'
import { createReadiness } from '@weir/lifecycle'
import { createMemoryStateStore, type StateStore } from '@weir/state-store'
import { createLogger, createMetrics } from '@weir/telemetry'
import { beforeEach, describe, expect, it } from 'vitest'
import { rate, ruleOf } from './rule.fixture.ts'
import { ruleText } from './rules/rule.ts'
import { createAlerts } from './service.ts'

const secrets = {
  hmac: new Uint8Array(32),
  sealing: { current: '1', keys: new Map([['1', new Uint8Array(32).fill(7)]]) },
}
const logger = createLogger({ service: 'test', level: 'silent' })
const rule = ruleText(ruleOf())
const webhook = {
  name: 'hook',
  type: 'webhook',
  url: 'https://hooks.example.com/a/b?token=hidden',
  secret: `whsec_${'QUJD'.repeat(8)}`,
}
const robot = {
  name: 'robot',
  type: 'dingtalk',
  accessToken: 'very-secret-token',
  secret: 'SECvery-secret',
  atMobiles: ['13800001111'],
}

describe('the alerts API', () => {
  let state: StateStore
  let keys: Record<'manage' | 'read' | 'other', string>
  let app: ReturnType<typeof createAlerts>['app']

  beforeEach(async () => {
    state = createMemoryStateStore()
    const credentials = createCredentials(state)
    const key = async (tenant: string, scopes: readonly ('read' | 'manage')[]) =>
      (await credentials.create({ kind: 'api', tenant, name: 'test', scopes })).secret
    keys = {
      manage: await key('demo', ['read', 'manage']),
      read: await key('demo', ['read']),
      other: await key('other', ['read', 'manage']),
    }
    const made = createAlerts({
      state, secrets, logger,
      log: { lag: async () => [] },
      clickhouse: { query: async () => [] },
      shipped: { metrics: new Map([[rate.name, rate]]), rules: [ruleOf({ name: 'shipped' })], channels: [] },
      readiness: createReadiness(), telemetry: createMetrics('test', { process: false }),
      publicUrl: undefined, timeZone: 'UTC', allowHosts: new Set(), trustChannels: false, lagToleranceMs: 15_000,
    }) // biome-ignore format: options
    app = made.app
    await app.ready()
    return () => app.close()
  })

  const call = async (
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: unknown,
    key = keys.manage,
    headers = {},
  ) => {
    const answer = await app.inject({
      method, url: `/v1/alerts${path}`, headers: { authorization: `Bearer ${key}`, ...headers },
      ...(body !== undefined && { payload: body as object }),
    }) // biome-ignore format: a request
    return {
      status: answer.statusCode,
      body: answer.body === '' ? undefined : JSON.parse(answer.body),
      text: answer.body,
    }
  }

  it('makes, shows, changes and removes rules, by version', async () => {
    const made = await call('POST', '/rules', rule)
    expect(made).toMatchObject({ status: 201, body: { version: 1, origin: 'api', rule } })
    expect(await call('POST', '/rules', rule)).toMatchObject({ status: 409 })
    const changed = { ...rule, for: '30s' }
    expect(await call('PUT', '/rules/payments', { version: 1, rule: changed })).toMatchObject({
      status: 200,
      body: { version: 2, rule: { for: '30s' } },
    })
    expect(await call('PUT', '/rules/payments', { version: 1, rule })).toMatchObject({
      status: 409,
      body: { field: 'version' },
    })
    expect(await call('DELETE', '/rules/payments?version=1')).toMatchObject({ status: 409 })
    expect(await call('GET', '/rules')).toMatchObject({ body: { rules: [{ origin: 'file' }, { version: 2 }] } })
    expect(await call('DELETE', '/rules/payments?version=2')).toMatchObject({ status: 204 })
    expect(await call('GET', '/rules/payments')).toMatchObject({ status: 404 })
  })

  it('leaves rules from files to the files', async () => {
    expect(await call('GET', '/rules/shipped')).toMatchObject({ body: { origin: 'file', version: 0 } })
    expect(await call('POST', '/rules', { ...rule, name: 'shipped' })).toMatchObject({ status: 409 })
    expect(await call('PUT', '/rules/shipped', { version: 1, rule })).toMatchObject({ status: 403 })
  })

  it('names the field of a bad rule', async () => {
    const bad = async (changes: object) => (await call('POST', '/rules', { ...rule, ...changes })).body
    expect(await bad({ for: 'soon' })).toMatchObject({ status: 400, field: expect.stringContaining('for') })
    expect(await bad({ conditions: [{ window: '30s', op: '=', value: 1 }] })).toMatchObject({
      field: expect.stringContaining('op'),
    })
    expect(await bad({ metric: 'nothing' })).toMatchObject({ status: 400, field: 'metric' })
    expect(await bad({ groupBy: ['planet'] })).toMatchObject({ status: 400, field: 'groupBy[0]' })
    expect(await bad({ channels: ['nobody'] })).toMatchObject({ status: 400, field: 'channels[0]' })
    expect(await bad({ colour: 'red' })).toMatchObject({ status: 400 })
  })

  it('keeps the secrets of channels to itself: in answers, and in the state store', async () => {
    const answers = [
      await call('POST', '/channels', webhook),
      await call('POST', '/channels', robot),
      await call('GET', '/channels'),
      await call('PUT', '/channels/hook', { version: 1, channel: { ...webhook, default: false } }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 200, 200])
    expect(answers[2]!.body.channels).toMatchObject([
      { name: 'hook', url: 'https://hooks.example.com/a/b', signed: true, version: 1 },
      { name: 'robot', signed: true, atMobiles: [expect.stringContaining('****')] },
    ])
    const stored = JSON.stringify(await state.list('alert_channels', { limit: 10 }))
    for (const secret of ['hidden', 'QUJDQUJD', 'very-secret', '13800001111'])
      for (const text of [...answers.map(answer => answer.text), stored]) expect(text).not.toContain(secret)
  })

  it('refuses channels that could not work', async () => {
    const field = async (channel: object) => (await call('POST', '/channels', channel)).body
    expect(await field({ ...webhook, secret: 'hunter2' })).toMatchObject({
      status: 400,
      field: expect.stringContaining('secret'),
    })
    expect(await field({ ...webhook, url: 'ftp://a' })).toMatchObject({ field: expect.stringContaining('url') })
    expect(await field({ ...webhook, url: 'https://u:p@a' })).toMatchObject({ field: expect.stringContaining('url') })
    expect(await field({ ...webhook, allow: ['nowhere'] })).toMatchObject({ field: expect.stringContaining('allow') })
  })

  it('tests a channel at once, and tells why it failed', async () => {
    await call('POST', '/channels', { ...webhook, url: 'https://127.0.0.1:9/', allow: ['127.0.0.1:9'] })
    const answer = await call('POST', '/channels/hook/test')
    expect(answer).toMatchObject({
      status: 200,
      body: { ok: false, outcome: 'retry', detail: expect.stringContaining('no public address') },
    })
    expect(await call('POST', '/channels/nobody/test')).toMatchObject({ body: { ok: false, outcome: 'failed' } })
  })

  it('lets a key do what its scopes and its tenant allow', async () => {
    await call('POST', '/rules', rule)
    expect(await call('POST', '/rules', rule, keys.read)).toMatchObject({ status: 403 })
    expect(await call('GET', '/rules', undefined, keys.read)).toMatchObject({ status: 200 })
    expect(await call('GET', '/rules', undefined, 'nobody')).toMatchObject({ status: 401 })
    expect(await call('GET', '/rules/payments', undefined, keys.other)).toMatchObject({ status: 404 })
    expect((await call('POST', '/rules', rule, keys.other)).status).toBe(201)
  })

  it('takes the word of the query service for whom it calls', async () => {
    const token = internalToken(secrets)
    const as = (headers: object) => call('GET', '/rules', undefined, token, headers)
    expect(await as({ 'x-weir-tenant': 'demo', 'x-weir-scopes': 'read' })).toMatchObject({ status: 200 })
    expect(await as({ 'x-weir-tenant': 'demo', 'x-weir-scopes': 'ingest' })).toMatchObject({ status: 403 })
    expect(await as({})).toMatchObject({ status: 401 })
    const forged = { 'x-weir-tenant': 'demo', 'x-weir-scopes': 'manage' }
    expect(await call('GET', '/rules', undefined, 'nobody', forged)).toMatchObject({ status: 401 })
  })

  it('lists episodes, and has a document', async () => {
    expect(await call('GET', '/episodes?state=open')).toMatchObject({ status: 200, body: { episodes: [] } })
    expect(await call('GET', '/episodes?state=lost')).toMatchObject({ status: 400 })
    expect(await call('GET', '/episodes/none')).toMatchObject({ status: 404 })
    const document = (await app.inject({ url: '/docs/json' })).json()
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/v1/alerts/rules', '/v1/alerts/channels/{name}/test']),
    )
  })
})
