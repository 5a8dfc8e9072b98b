import { payloadSchemaByFingerprint } from '@weir/event'
import { CloudEvent, emitterFor, HTTP, httpTransport, Mode } from 'cloudevents'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestIngest, type TestIngest } from '../testing/test-ingest.ts'

let ingest: TestIngest
beforeEach(async () => {
  ingest = await startTestIngest()
})
afterEach(() => ingest.stop())

const structured = 'application/cloudevents+json'
const propertiesOf = (event: { payloadSchema: Uint8Array; payload: Uint8Array }) => {
  const { properties, ...typed } = payloadSchemaByFingerprint(event.payloadSchema)!.decode(event.payload)
  return { ...typed, ...JSON.parse(properties as string) }
}
const event = (more: object = {}) => ({
  specversion: '1.0',
  id: '7',
  source: '/shop',
  type: 'order.paid',
  time: new Date(Date.now() - 60_000).toISOString(),
  data: { order_id: 'o-1', total: '9.90', userId: 'u-1', note: 'x' },
  ...more,
})

describe('the CloudEvents SDK', () => {
  const authorization = 'Bearer wk'
  const listen = async () => `${await ingest.app.listen({ host: '127.0.0.1', port: 0 })}/v1/events`
  const made = (id: string) =>
    new CloudEvent({
      ...event({ id, extra: 'grüße "50%"' }),
      source: 'https://shop.example/orders',
      subject: 'user_id:u-2',
    })

  it.each([['binary', Mode.BINARY] as const, ['structured', Mode.STRUCTURED] as const])(
    'emits in %s mode',
    async (_, mode) => {
      const emit = emitterFor(httpTransport(await listen()), { mode })
      const answer = (await emit(made('e-1'), { headers: { authorization } })) as { body: string }
      expect(JSON.parse(answer.body)).toMatchObject({ success: true, accepted: 1 })
      const [stored] = await ingest.events()
      expect(stored).toMatchObject({
        id: 'https://shop.example/orders#e-1',
        type: 'order.paid',
        source: 'web',
        context: {
          event: 'order.paid',
          'cloudevent.source': 'https://shop.example/orders',
          'cloudevent.extra': 'grüße "50%"',
        },
        flags: [],
      })
      expect(stored!.keys.map(({ type, value }) => [type, value]).sort()).toEqual([
        ['user_id', 'u-1'],
        ['user_id', 'u-2'],
      ])
      expect(stored!.context).not.toHaveProperty('cloudevent.subject')
      expect(stored!.receivedAt - stored!.occurredAt).toBeGreaterThan(59_000)
      expect(propertiesOf(stored!)).toMatchObject({ order_id: 'o-1', amount: '9.90', note: 'x' })
      expect(propertiesOf(stored!)).not.toHaveProperty('userId')
    },
  )

  it('emits batches', async () => {
    const batch = ['a', 'b', 'c'].map(id => JSON.parse((HTTP.structured(made(id)) as { body: string }).body))
    const answer = await ingest.send('events', batch, { 'content-type': 'application/cloudevents-batch+json' })
    expect(answer.events.map(({ id }) => id)).toEqual([
      'https://shop.example/orders#a',
      'https://shop.example/orders#b',
      'https://shop.example/orders#c',
    ])
    expect(await ingest.events()).toHaveLength(3)
  })
})

describe('binary mode', () => {
  const headers = (more: Record<string, string> = {}) => ({
    'ce-specversion': '1.0',
    'ce-id': '1',
    'ce-source': 's',
    'ce-type': 'com.example.happened',
    ...more,
  })

  it.each([
    ['Euro%20%E2%82%AC%20%F0%9F%98%80', 'Euro € 😀'],
    ['100%25', '100%'],
    ['%2525', '%25'],
    ['"quoted \\"text\\""', 'quoted "text"'],
    ['%22', '"'],
    ['50% off', '50% off'],
    [Buffer.from('商').toString('latin1'), '商'],
    ['%FF', '\uFFFD'],
  ])('decodes %s once', async (sent, meant) => {
    await ingest.send('events', '{}', headers({ 'ce-extra': sent }))
    expect((await ingest.events())[0]!.context['cloudevent.extra']).toBe(meant)
  })

  it.each([
    ['application/json', '[1,{"a":9007199254740993}]', { data: [1, { a: 9007199254740993n }] }],
    ['application/vnd.shop+json; charset=utf-8', '{"a":1}', { a: 1 }],
    ['text/plain', 'hello', { data: 'hello' }],
    ['application/xml', '<a>é</a>', { data: '<a>é</a>' }],
    ['application/octet-stream', Buffer.from([0xff, 0x00]), { data_base64: '/wA=' }],
    ['application/json', '', {}],
  ])('takes data of type %s', async (type, body, properties) => {
    await ingest.send('events', body, headers({ 'content-type': type }))
    const [stored] = await ingest.events()
    const { decode } = payloadSchemaByFingerprint(stored!.payloadSchema)!
    const text = JSON.stringify(properties, (_, value) => (typeof value === 'bigint' ? `big${value}` : value))
    expect(decode(stored!.payload).properties).toBe(text.replace(/"big(\d+)"/, '$1'))
    expect(stored!.type).toBe('custom.com_example_happened')
  })

  it('keeps a refused event with its headers', async () => {
    const sent = headers({ 'ce-time': 'yesterday', 'ce-source': '%E5%95%86' })
    const answer = await ingest.post('events', '{"a":12345678901234567890}', sent)
    expect(answer.statusCode).toBe(400)
    expect(answer.json()).toMatchObject({ success: false, events: [{ id: '商#1', code: 'time_invalid' }] })
    const [letter] = await ingest.letters()
    expect(JSON.parse(letter!.originalText)).toMatchObject({ source: '商', time: 'yesterday' })
    expect(letter!.originalText).toContain('12345678901234567890')
  })
})

describe('structured mode', () => {
  const send = (body: object, type = structured) => ingest.send('events', body, { 'content-type': type })

  it('takes base64, also of JSON', async () => {
    const base64 = (text: string) => Buffer.from(text).toString('base64')
    await send(event({ data: undefined, data_base64: base64('{"order_id":"o\\ud800"}') }))
    await send(event({ id: '8', type: 'x', data: undefined, data_base64: base64('no json') }))
    const [read, kept] = await ingest.events()
    expect(propertiesOf(read!)).toMatchObject({ order_id: 'o\uFFFD' })
    expect(propertiesOf(kept!)).toEqual({ data_base64: base64('no json') })
  })

  it('is taken for plain JSON, and so are batches', async () => {
    expect((await send(event(), 'application/json')).accepted).toBe(1)
    expect((await send([event({ id: '8' }), event({ id: '9' })], 'application/json')).accepted).toBe(2)
  })

  it('finds keys in extensions, subject and data', async () => {
    const keys = [{ type: 'member_card', id: 7, scope: 'club' }]
    await send(
      event({
        ...{ phone: '13912345678', openid: 'o', openidscope: 'wx1', traceparent: '00-1-2-01' },
        subject: 'platform_account:shop1:buyer',
        data: { order_id: 'o', keys, anonymous_id: 'a' },
      }),
    )
    const [stored] = await ingest.events()
    expect(stored!.keyValues).toMatchObject({
      ...{ phone: '+8613912345678', openid: 'o', platform_account: 'buyer', member_card: '7', anonymous_id: 'a' },
    })
    expect(stored!.context).toEqual({
      event: 'order.paid',
      'cloudevent.source': '/shop',
      'cloudevent.traceparent': '00-1-2-01',
    })
    expect(propertiesOf(stored!)).not.toHaveProperty('keys')
  })

  it('leaves a subject that names a thing in the context', async () => {
    await send(event({ subject: 'order:7', data: { order_id: '7' } }))
    expect((await ingest.events())[0]).toMatchObject({ keys: [], context: { 'cloudevent.subject': 'order:7' } })
  })

  it('judges each event of a batch, and keeps refused ones byte for byte', async () => {
    const nameless = JSON.stringify(event({ id: '' }))
    const body = `[${JSON.stringify(event())}, {"specversion" : "0.3"},7, ${nameless}]`
    const answer = await ingest.send('events', body, { 'content-type': 'application/cloudevents-batch+json' })
    expect(answer).toMatchObject({ success: true, accepted: 1, rejected: 3 })
    expect(answer.events.map(({ code, field }) => [code, field])).toEqual([
      [undefined, undefined],
      ['field_value', 'specversion'],
      ['event_malformed', ''],
      ['field_missing', 'id'],
    ])
    expect((await ingest.letters()).map(({ originalText }) => originalText)).toEqual([
      '{"specversion" : "0.3"}',
      '7',
      nameless,
    ])
  })
})

describe('the handshake', () => {
  it('allows the origin that asks', async () => {
    const answer = await ingest.app.inject({
      method: 'OPTIONS',
      url: '/v1/events',
      headers: { 'webhook-request-origin': 'eventemitter.example.com', 'webhook-request-rate': '120' },
    })
    expect(answer.statusCode).toBe(200)
    expect(answer.headers).toMatchObject({
      'webhook-allowed-origin': 'eventemitter.example.com',
      'webhook-allowed-rate': '*',
      allow: 'POST, OPTIONS',
    })
  })
})

describe('what is no CloudEvent', () => {
  it.each([
    ['without a key', '{}', { authorization: '' }, 401],
    ['with a key that may not send', '{}', { authorization: 'Bearer reader' }, 403],
    ['of another format', '<a/>', { 'content-type': 'application/cloudevents+xml' }, 415],
    ['of another type', '<a/>', { 'content-type': 'application/xml' }, 415],
    ['with malformed JSON', '{"a"', { 'content-type': structured }, 400],
    ['structured and no object', '[]', { 'content-type': structured }, 400],
    ['batched and no array', '{}', { 'content-type': 'application/cloudevents-batch+json' }, 400],
    ['binary with malformed data', '{', { 'ce-specversion': '1.0', 'ce-id': '1' }, 400],
    ['empty', '', {}, 400],
    ['too many', JSON.stringify(Array(10_001).fill(0)), {}, 413],
  ])('%s is a problem', async (_, body, headers, status) => {
    const answer = await ingest.post('events', body, headers as Record<string, string>)
    expect(answer.statusCode).toBe(status)
    expect(answer.json()).toMatchObject({ status, remedy: expect.any(String) })
  })

  it('is answered 429 beyond its rate', async () => {
    await ingest.sources.putSettings('demo', 'web', { rate: { perSecond: 0.1, burst: 1 } })
    const headers = { 'content-type': structured }
    expect((await ingest.post('events', event(), headers)).statusCode).toBe(200)
    expect((await ingest.post('events', event(), headers)).statusCode).toBe(429)
  })
})
