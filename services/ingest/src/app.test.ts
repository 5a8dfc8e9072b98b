import { gzipSync } from 'node:zlib'
import { payloadSchemaByFingerprint } from '@weir/event'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestIngest, type TestIngest } from './testing/test-ingest.ts'

let ingest: TestIngest
beforeEach(async () => {
  ingest = await startTestIngest()
})
afterEach(() => ingest.stop())

const order = (more: object = {}) => ({
  type: 'track',
  event: 'Order Completed',
  messageId: 'm-1',
  userId: 'u-1',
  anonymousId: 'a-1',
  timestamp: new Date().toISOString(),
  properties: {
    order_id: 'o-1',
    total: 129.5,
    currency: 'CNY',
    products: [{ product_id: 'p-1', quantity: 2, price: 64.75 }],
  },
  ...more,
})

const payloadOf = (event: { payloadSchema: Uint8Array; payload: Uint8Array }) =>
  payloadSchemaByFingerprint(event.payloadSchema)!.decode(event.payload)

describe('a call', () => {
  it('becomes a typed event whose receipt names its coordinates', async () => {
    const answer = await ingest.send('track', order())
    const [event] = await ingest.events()
    expect(answer).toEqual({
      success: true,
      accepted: 1,
      rejected: 0,
      events: [
        {
          index: 0,
          id: 'm-1',
          status: 'accepted',
          receipt: `http://weir.test/v1/events/m-1/receipt?source=web&at=${event!.at}`,
        },
      ],
    })
    expect(event).toMatchObject({
      id: 'm-1',
      tenant: 'demo',
      source: 'web',
      type: 'order.paid',
      context: { event: 'Order Completed' },
    })
    expect(event!.keys.map(({ type, value }) => [type, value])).toEqual([
      ['user_id', 'u-1'],
      ['anonymous_id', 'a-1'],
    ])
    expect(payloadOf(event!)).toMatchObject({
      order_id: 'o-1',
      amount: '129.5',
      currency: 'CNY',
      items: [{ sku: 'p-1', quantity: '2', price: '64.75' }],
      properties: '{}',
    })
  })

  it('is refused with a reason the sender can act on, and kept', async () => {
    const sent = { ...order({ properties: { total: 'ten' } }), messageId: 'm-2' }
    const { events, rejected } = await ingest.send('track', sent)
    expect(rejected).toBe(1)
    expect(events[0]).toMatchObject({
      id: 'm-2',
      status: 'rejected',
      code: 'field_missing',
      field: 'properties.order_id',
    })
    const [letter] = await ingest.letters()
    expect(events[0]!.receipt).toBe(`http://weir.test/v1/events/m-2/receipt?source=web&rejected=${letter!.at}`)
    expect(letter).toMatchObject({
      id: 'm-2',
      type: 'order.paid',
      code: 'field_missing',
      originalText: JSON.stringify(sent),
    })
    expect(await ingest.events()).toEqual([])
  })

  it.each(['application/json; charset=utf-8', 'text/plain', 'application/x-www-form-urlencoded'])(
    'is read under %s',
    async type => {
      expect((await ingest.send('track', order(), { 'content-type': type })).accepted).toBe(1)
    },
  )

  it('is read from gzip', async () => {
    const body = gzipSync(JSON.stringify(order()))
    expect((await ingest.send('track', body, { 'content-encoding': 'gzip' })).accepted).toBe(1)
  })
})

describe('a batch', () => {
  it('has a verdict for each event; a bad one harms no other', async () => {
    const batch = [
      order(),
      7,
      order({ messageId: 'm-2', event: '' }),
      order({ messageId: 'm-3' }),
      null,
      { type: 'fly' },
    ]
    const answer = await ingest.send('batch', { batch, sentAt: new Date().toISOString() })
    expect(answer.events.map(({ status, code }) => code ?? status)).toEqual([
      'accepted',
      'event_malformed',
      'field_missing',
      'accepted',
      'event_malformed',
      'field_value',
    ])
    expect((await ingest.letters()).map(({ originalText }) => originalText)).toEqual([
      '7',
      JSON.stringify(batch[2]),
      'null',
      '{"type":"fly"}',
    ])
  })

  it('shares its context and time with its calls', async () => {
    const skewMs = 3_600_000
    const timestamp = new Date(Date.now() + skewMs - 1_000).toISOString()
    await ingest.send('batch', {
      sentAt: new Date(Date.now() + skewMs).toISOString(),
      context: { library: { name: 'js', version: '2' }, locale: 'zh-CN' },
      batch: [order({ timestamp, context: { locale: 'en' } }), order({ messageId: 'm-2', timestamp })],
    })
    const [own, shared] = await ingest.events()
    expect(own!.context).toMatchObject({ 'library.name': 'js', locale: 'en' })
    expect(shared!.context).toMatchObject({ 'library.name': 'js', locale: 'zh-CN' })
    expect(Math.abs(own!.receivedAt - 1_000 - own!.occurredAt)).toBeLessThan(100)
  })

  it('may say integrations, which nobody reads', async () => {
    const integrations = { All: false, Salesforce: true }
    await ingest.send('batch', { batch: [order({ integrations })], integrations })
    const [event] = await ingest.events()
    expect(JSON.stringify([payloadOf(event!), event!.context])).not.toMatch(/integrations|Salesforce/)
  })

  it('may be empty, and is bounded', async () => {
    expect(await ingest.send('batch', { batch: [] })).toMatchObject({ accepted: 0, events: [] })
    const all = Array.from({ length: 10_000 }, (_, index) => ({ type: 'track', event: 'x', messageId: `m-${index}` }))
    const answer = await ingest.send('batch', { batch: all })
    expect(answer.accepted).toBe(10_000)
    const ids = new Map((await ingest.events()).map(({ id, at }) => [id, at]))
    for (const { id, receipt } of answer.events) expect(receipt.endsWith(`at=${ids.get(id)}`)).toBe(true)
    expect((await ingest.post('batch', { batch: [...all, {}] })).statusCode).toBe(413)
  })
})

it.each([
  ['t', 'track'],
  ['i', 'identify'],
  ['p', 'page'],
  ['s', 'screen'],
  ['g', 'group'],
  ['a', 'alias'],
])("takes /v1/%s for %s, as Segment's browser script says it", async (letter, path) => {
  const call = { event: 'Product Viewed', userId: 'u-1', previousId: 'u-0', groupId: 'g', properties: { sku: 's' } }
  await ingest.send(letter, { ...call, messageId: 'by-letter' })
  await ingest.send(path, { ...call, messageId: 'by-name' })
  await ingest.send('b', { batch: [{ ...call, type: path, messageId: 'in-batch' }] })
  const events = await ingest.events()
  expect(events.map(({ id }) => id).toSorted()).toEqual(['by-letter', 'by-name', 'in-batch'])
  expect(new Set(events.map(({ type }) => type)).size).toBe(1)
})

describe('authentication', () => {
  const status = async (headers: Record<string, string>, body: object = order()) =>
    (await ingest.app.inject({ method: 'POST', url: '/v1/track', payload: body, headers })).statusCode

  it('takes the write key as Basic user, Bearer token or in the body', async () => {
    expect(await status({ authorization: 'Bearer wk' })).toBe(200)
    expect(await status({}, { ...order(), writeKey: 'wk' })).toBe(200)
    expect((await ingest.send('batch', { batch: [order()], writeKey: 'other' })).accepted).toBe(1)
  })

  it('refuses other keys', async () => {
    expect(await status({ authorization: 'Bearer nobody' })).toBe(401)
    expect(await status({})).toBe(401)
    expect(await status({}, { ...order(), writeKey: 'nobody' })).toBe(401)
    expect(await status({}, { ...order(), writeKey: { $ne: 1 } })).toBe(401)
    expect(await status({ authorization: 'Bearer reader' })).toBe(403)
  })
})

describe('what is no request', () => {
  const cut = gzipSync('{"a":1}').subarray(0, 12)
  it.each([
    ['malformed JSON', 'track', '{"event":"x",}', {}, 400, 'REQUEST_MALFORMED'],
    ['an empty body', 'track', '', {}, 400, 'REQUEST_MALFORMED'],
    ['NaN', 'track', '{"event":NaN}', {}, 400, 'REQUEST_MALFORMED'],
    ['no object', 'track', '[1]', {}, 400, 'REQUEST_MALFORMED'],
    ['a batch without batch', 'batch', '{}', {}, 400, 'REQUEST_MALFORMED'],
    ['broken gzip', 'track', cut, { 'content-encoding': 'gzip' }, 400, 'REQUEST_MALFORMED'],
    ['another encoding', 'track', '{}', { 'content-encoding': 'br' }, 415, 'MEDIA_TYPE_UNSUPPORTED'],
    ['another type', 'track', '<a/>', { 'content-type': 'application/xml' }, 415, 'MEDIA_TYPE_UNSUPPORTED'],
    ['too much', 'track', `"${'x'.repeat(4_200_000)}"`, {}, 413, 'REQUEST_TOO_LARGE'],
    [
      'a gzip bomb',
      'track',
      gzipSync('x'.repeat(50_000_000)),
      { 'content-encoding': 'gzip' },
      413,
      'REQUEST_TOO_LARGE',
    ],
    ['endless context', 'batch', { batch: [], context: { x: 'x'.repeat(9_000) } }, {}, 413, 'REQUEST_TOO_LARGE'],
  ])('%s is a problem', async (_, path, body, headers, status, code) => {
    const answer = await ingest.post(path, body, headers as Record<string, string>)
    expect(answer.statusCode).toBe(status)
    expect(answer.headers['content-type']).toContain('application/problem+json')
    expect(answer.json()).toMatchObject({ code, status })
    expect(answer.json().remedy).toBeTruthy()
  })

  it('names the position of the fault', async () => {
    expect((await ingest.post('track', '{"event":"x",}')).json().detail).toContain('character 14')
  })
})

describe('the first events of a source', () => {
  it('are announced once, with their receipt', async () => {
    for (let round = 0; round < 2; round++) await ingest.send('batch', { batch: [order(), {}] })
    const announced = ingest.lines.map(line => JSON.parse(line)).filter(line => line.announce)
    expect(announced.map(({ source, status }) => [source, status])).toEqual([
      ['web', 'accepted'],
      ['web', 'rejected'],
    ])
    expect(announced[0].receipt).toMatch(/^http:\/\/weir\.test\/v1\/events\/m-1\/receipt\?source=web&at=/)
  })
})
