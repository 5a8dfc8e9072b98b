import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestIngest, type TestIngest } from './testing/test-ingest.ts'
import { webhookCases } from './testing/webhook-cases.ts'

let ingest: TestIngest
beforeEach(async () => {
  ingest = await startTestIngest()
  for (const { settings } of webhookCases) await ingest.sources.putWebhook({ tenant: 'demo', name: 'main', settings })
})
afterEach(() => ingest.stop())

const text = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.constantFrom('%', '%00', '%E0%A4', '"', '\\', '"\\"', '1.0', '__proto__', '13912345678', '{"a":', 'v1,', 't=,v1='),
)
/** What Node itself would put on a wire. */
const headerValue = text.map(value => value.replace(/[^\t\x20-\x7e\x80-\xff]/g, '').trim())
const value = fc.oneof(fc.jsonValue({ maxDepth: 4 }), text)

// A busy machine needs its time for them.
describe('CloudEvents, whatever they say', () => {
  const mostly = (usual: fc.Arbitrary<unknown>, rest: fc.Arbitrary<unknown> = value) =>
    fc.oneof({ weight: 9, arbitrary: usual }, { weight: 1, arbitrary: rest })
  const event = fc.record(
    {
      specversion: mostly(fc.constant('1.0')),
      id: mostly(fc.uuid()),
      source: mostly(fc.constant('/s')),
      type: mostly(fc.constantFrom('order.paid', 'x', 'customer.upserted')),
      time: mostly(fc.constantFrom(null, '2026-01-31T09:30:00Z')),
      subject: fc.oneof(fc.constantFrom('user_id:u', 'openid::x', 'phone:1:2:3'), value),
      datacontenttype: fc.oneof(fc.constantFrom('application/json', 'text/plain', 'a/b'), value),
      data: value,
      data_base64: fc.oneof(fc.base64String(), value),
      phone: value,
      openidscope: value,
      __proto__: value,
    },
    { requiredKeys: ['specversion', 'id', 'source', 'type'] },
  )
  const body = fc.oneof(
    event.map(one => JSON.stringify(one)),
    fc.array(fc.oneof(event, value), { maxLength: 4 }).map(many => JSON.stringify(many)),
    fc.uint8Array({ maxLength: 60 }).map(bytes => Buffer.from(bytes)),
    text,
  )
  const type = fc.oneof(
    fc.constantFrom(
      ...['application/cloudevents+json', 'application/cloudevents-batch+json', 'application/json', 'text/plain'],
      ...['application/cloudevents+xml', 'application/octet-stream', 'image/png', '', 'a;b;c', '/'],
    ),
    headerValue,
  )
  const attributes = fc.dictionary(
    fc.constantFrom('ce-specversion', 'ce-id', 'ce-source', 'ce-type', 'ce-time', 'ce-subject', 'ce-x', 'ce-'),
    headerValue,
  )

  it('are answered, and every answered event lies on the log', async () => {
    let [accepted, rejected] = [0, 0]
    await fc.assert(
      fc.asyncProperty(body, type, attributes, fc.boolean(), async (sent, contentType, named, binary) => {
        const whole = binary ? { 'ce-specversion': '1.0', 'ce-id': 'i', 'ce-source': 's', 'ce-type': 't' } : {}
        const answer = await ingest.post('events', sent, { ...whole, ...named, 'content-type': contentType })
        expect([200, 400, 413, 415], answer.body).toContain(answer.statusCode)
        const told = answer.json()
        accepted += told.accepted ?? 0
        rejected += told.rejected ?? 0
      }),
      { numRuns: 500 },
    )
    expect(Math.min(accepted, rejected)).toBeGreaterThan(10)
    expect(await ingest.events()).toHaveLength(accepted)
    expect(await ingest.letters()).toHaveLength(rejected)
  })
})

describe('webhooks, whatever they say', () => {
  const provider = fc.constantFrom(...webhookCases)

  it('from strangers prove nothing', async () => {
    const headers = fc.dictionary(
      fc.constantFrom(
        ...new Set(webhookCases.flatMap(({ headers }) => [...headers, 'content-type', 'x-shopify-topic'])),
      ),
      headerValue,
    )
    const query = fc.dictionary(
      fc.constantFrom('signature', 'msg_signature', 'timestamp', 'nonce', 'echostr'),
      fc.oneof(text, fc.constant(`${Math.floor(Date.now() / 1_000)}`)),
    )
    const method = fc.constantFrom('GET' as const, 'POST' as const)
    await fc.assert(
      fc.asyncProperty(
        provider,
        method,
        headers,
        query,
        fc.oneof(text, value),
        async (one, verb, named, asked, body) => {
          const answer = await ingest.app.inject({
            method: verb,
            url: `/v1/sources/${one.provider}/main?${new URLSearchParams(asked)}`,
            headers: named,
            ...(verb === 'POST' && { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
          })
          expect([400, 401, 404], answer.body).toContain(answer.statusCode)
        },
      ),
      { numRuns: 400 },
    )
    expect([await ingest.events(), await ingest.letters()]).toEqual([[], []])
  })

  it('from the provider are taken, or are no events', async () => {
    const inner = fc.oneof(
      value.map(one => JSON.stringify(one)),
      fc
        .dictionary(
          fc.constantFrom(
            'type',
            'event',
            'id',
            'data',
            'content',
            'msg',
            'line_items',
            'created',
            'amount',
            '__proto__',
          ),
          fc.oneof(fc.constantFrom<unknown>('trade_TradePaid', 'payment_intent.succeeded', 'refund'), value),
        )
        .map(fields => JSON.stringify(fields)),
      text,
    )
    const answers = new Map<number, number>()
    await fc.assert(
      fc.asyncProperty(provider, inner, async (one, event) => {
        const { headers, query = '', body } = one.sign(event, { secret: 0, at: Date.now() })
        const answer = await ingest.app.inject({
          method: 'POST',
          url: `/v1/sources/${one.provider}/main?${query}`,
          headers,
          payload: body,
        })
        answers.set(answer.statusCode, (answers.get(answer.statusCode) ?? 0) + 1)
        expect([one.answer.status, 400, 401], `${one.provider} ${answer.body}`).toContain(answer.statusCode)
      }),
      { numRuns: 400 },
    )
    expect(answers.get(200)).toBeGreaterThan(50)
    const stored = (await ingest.events()).length + (await ingest.letters()).length
    expect(stored).toBeGreaterThan(50)
  })
})
