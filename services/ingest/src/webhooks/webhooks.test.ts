import { payloadSchemaByFingerprint } from '@weir/event'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestIngest, type TestIngest } from '../testing/test-ingest.ts'
import { type SignedRequest, type WebhookCase, webhookCases } from '../testing/webhook-cases.ts'

let ingest: TestIngest
beforeEach(async () => {
  ingest = await startTestIngest()
})
afterEach(() => ingest.stop())

const minute = 60_000

describe.each(webhookCases.map(one => [one.provider, one] as const))('%s', (provider, one: WebhookCase) => {
  const post = ({ headers, query = '', body }: SignedRequest) =>
    ingest.app.inject({ method: 'POST', url: `/v1/sources/${provider}/main?${query}`, headers, payload: body })
  const signed = (secret: 0 | 1 | 2 = 0, at = Date.now(), event = one.event) => one.sign(event, { secret, at })
  const refused = async (request: SignedRequest) => {
    const answer = await post(request)
    expect(answer.statusCode, answer.body).toBe(401)
    expect(answer.json()).toMatchObject({ code: 'UNAUTHENTICATED', remedy: expect.any(String) })
    expect(answer.body).not.toMatch(/s3cret|kkkk|AAAA/)
    expect([await ingest.events(), await ingest.letters()]).toEqual([[], []])
  }

  beforeEach(() => ingest.sources.putWebhook({ tenant: 'demo', name: 'main', settings: one.settings }))

  it('is believed, mapped, and told what it wants to hear', async () => {
    const answer = await post(signed())
    expect(answer.statusCode, answer.body).toBe(one.answer.status)
    if (typeof one.answer.body === 'string') expect(answer.body).toBe(one.answer.body)
    else expect(answer.body).toMatch(one.answer.body)
    const { id, type, topic } = one.expected
    expect(await ingest.events()).toMatchObject([
      { id, type, tenant: 'demo', source: 'main', context: { event: topic, provider } },
    ])
  })

  it('may change over to another secret', async () => {
    expect((await post(signed(1))).statusCode).toBe(one.answer.status)
  })

  it('keeps its id when it is sent again', async () => {
    await post(signed())
    await post(signed(0, Date.now() + 1_000))
    expect((await ingest.events()).map(({ id }) => id)).toEqual([one.expected.id, one.expected.id])
  })

  it('is refused with a wrong secret', () => refused(signed(2)))

  it('is refused with one byte changed', async () => {
    const request = signed()
    const at = request.body.length >> 1
    const byte = request.body[at] === 'x' ? 'y' : 'x'
    await refused({ ...request, body: request.body.slice(0, at) + byte + request.body.slice(at + 1) })
  })

  it('is refused without what proves it', async () => {
    const request = signed()
    for (const name of one.headers) {
      const { [name]: _, ...headers } = request.headers
      await refused({ ...request, headers })
    }
    await refused({ ...request, query: '', body: one.headers.length > 0 ? `${request.body} ` : 'a=b' })
  })

  it.runIf(one.timed)('is refused when it is too old, or from the future', async () => {
    const tooOld = provider === 'alipay' ? 49 * 60 * minute : 6 * minute
    await refused(signed(0, Date.now() - tooOld))
    await refused(signed(0, Date.now() + tooOld))
  })

  it('is refused when it is huge', async () => {
    const request = signed()
    const answer = await post({ ...request, body: 'x'.repeat(4_200_000) })
    expect(answer.statusCode).toBe(413)
  })

  it('is refused at an endpoint nobody set up', async () => {
    const answer = await ingest.app.inject({ method: 'POST', url: `/v1/sources/${provider}/other`, payload: '{}' })
    expect(answer.statusCode).toBe(404)
  })

  it('is nonsense with a signature: no failure of ours', async () => {
    for (const event of ['', '{', '[]', '7', 'null', '<xml>', '<xml/>', '{"content":{"a":', '\u0000', '[[[[{}]]]]']) {
      const answer = await post(signed(0, Date.now(), event))
      expect(answer.statusCode, event).toBeLessThan(500)
    }
  })

  it('is a dead letter and yet well received when its event is no event', async () => {
    const wide = JSON.stringify({ ...safeObject(one.event), type: 'new', event_type: 'new', big: 'x'.repeat(40_000) })
    const answer = await post(signed(0, Date.now(), one.event.startsWith('{') ? wide : one.event))
    expect(answer.statusCode, answer.body).toBe(one.answer.status)
  })

  it('counts, and shows no secret in logs', async () => {
    await post(signed())
    await post(signed(2))
    const metrics = (await ingest.app.inject('/metrics')).body
    for (const result of ['accepted', 'refused'])
      expect(metrics).toMatch(new RegExp(`weir_ingest_webhooks_total{.*provider="${provider}",result="${result}".*} 1`))
    expect(ingest.lines.join('\n')).not.toMatch(/s3cret|kkkk|AAAA|whsec_/)
  })
})

const safeObject = (text: string): object => (text.startsWith('{') ? (JSON.parse(text) as object) : {})

describe('payloads', () => {
  const stored = async (provider: string) => {
    const one = webhookCases.find(known => known.provider === provider)!
    await ingest.sources.putWebhook({ tenant: 'demo', name: 'main', settings: one.settings })
    const { headers, query = '', body } = one.sign(one.event, { secret: 0, at: Date.now() })
    await ingest.app.inject({
      method: 'POST',
      url: `/v1/sources/${provider}/main?${query}`,
      headers,
      payload: body,
    })
    const [event] = await ingest.events()
    const { properties, ...typed } = payloadSchemaByFingerprint(event!.payloadSchema)!.decode(event!.payload)
    const known = Object.entries(typed).filter(([, value]) => value !== null)
    return { ...Object.fromEntries(known), ...JSON.parse(properties as string), keys: event!.keyValues }
  }

  it.each([
    ['standard_webhooks', { order_id: 'o-1', amount: '9.90', keys: { user_id: 'u-1' } }],
    ['shopify', { order_id: '450789469', amount: '199.00', currency: 'EUR', shop: 'weir.myshopify.com', items: [] }],
    ['shopify', { keys: { email: 'bob@shop.example' } }],
    ['stripe', { payment_id: 'pi_1', amount: '19.99', currency: 'EUR', keys: { platform_account: 'cus_1' } }],
    ['hubspot', { keys: { platform_account: '4' } }],
    ['wechat_pay', { payment_id: '4200', order_id: 'o-1', amount: '19.99', channel: 'wechat_pay', shop: '190' }],
    ['wechat_pay', { keys: { openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' } }],
    ['alipay', { order_id: 'o-1', amount: '19.99', subject: '红 a+b', keys: { platform_account: '2088' } }],
    ['wechat_oa', { Content: '你好 <b>', keys: { openid: 'o1' } }],
    ['douyin', { platform: 'douyin', keys: { platform_account: 'f-1' } }],
    ['youzan', { order_id: 'E1', amount: '19.99', shop: '55', items: [{ sku: 's-1', quantity: '2', price: '9.99' }] }],
    ['youzan', { keys: { platform_account: 'yz1', phone: '+8613912345678' } }],
  ])('of %s', async (provider, expected) => {
    const shown = await stored(provider)
    expect(shown).toMatchObject(
      'items' in expected
        ? { ...expected, items: expected.items.map(line => expect.objectContaining(line)) }
        : expected,
    )
  })
})
