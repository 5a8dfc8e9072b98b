import { createHash, createHmac, createSign } from 'node:crypto'
import { WeirError } from '@weir/errors'
import { createMemoryEventLog } from '@weir/event-log'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestIngest, type TestIngest } from '../testing/test-ingest.ts'
import { beijing, rsa, texts, webhookCase, wechatQuery } from '../testing/webhook-cases.ts'
import { propertiesOf, webhookSender } from '../testing/webhook-sender.ts'

let ingest: TestIngest
beforeEach(async () => {
  ingest = await startTestIngest()
})
afterEach(() => ingest.stop())

const { setUp, post, send } = webhookSender(() => ingest)

describe('an event that is new to us', () => {
  it('becomes custom.<provider>_<topic>, without what is about a person', async () => {
    await setUp('shopify')
    const draft = { id: 7, note: 'call her', total_price: '1.00', shipping_address: { address1: 'x' } }
    await send('shopify', JSON.stringify(draft), { 'x-shopify-topic': 'draft_orders/create' })
    const [event] = await ingest.events()
    expect(event).toMatchObject({ type: 'custom.shopify_draft_orders_create' })
    expect(propertiesOf(event!)).toMatchObject({ id: 7, total_price: '1.00' })
    expect(JSON.stringify([propertiesOf(event!), event!.sealedFields])).not.toMatch(/call her|address1/)
  })

  it('is kept when it lacks what its type needs, and when its time is none', async () => {
    await setUp('stripe')
    await setUp('youzan')
    await send('stripe', '{"id":"e","type":"inventory.x","created":"soon","data":{"object":{"a":1}}}')
    await send('youzan', '{"type":"trade_TradePaid","msg_id":"y","msg":"%7B%7D"}')
    expect((await ingest.events()).map(({ type }) => type)).toEqual([
      'custom.stripe_inventory_x',
      'custom.youzan_trade_tradepaid',
    ])
  })

  it('is one of ours when a standard webhook says so', async () => {
    await setUp('standard_webhooks')
    await send('standard_webhooks', '{"type":"payment.failed","data":{"order_id":"o","error_code":"declined"}}')
    await send('standard_webhooks', '{"type":"invoice.sent","data":[1]}')
    const [known, unknown] = await ingest.events()
    expect(known!.type).toBe('payment.failed')
    expect(propertiesOf(known!)).toMatchObject({ order_id: 'o', error_code: 'declined' })
    expect(unknown!.type).toBe('custom.standard_webhooks_invoice_sent')
    expect(propertiesOf(unknown!)).toMatchObject({ data: [1] })
  })

  it('is a dead letter when it is too large, and the provider hears that it arrived', async () => {
    await setUp('stripe')
    const event = JSON.stringify({ id: 'evt_9', type: 'x', data: { object: { big: 'x'.repeat(40_000) } } })
    expect((await send('stripe', event)).json()).toMatchObject({ accepted: 0, rejected: 1 })
    expect(await ingest.letters()).toMatchObject([
      { id: 'evt_9', code: 'event_too_large', source: 'main', originalText: event },
    ])
  })
})

describe('Shopify', () => {
  it('sent again under another id is the same event', async () => {
    await setUp('shopify')
    const { event } = webhookCase('shopify')
    await send('shopify', event)
    await send('shopify', event, { 'x-shopify-webhook-id': 'forged' })
    await send('shopify', event, { 'x-shopify-webhook-id': 'other', 'x-shopify-topic': 'orders/updated' })
    expect((await ingest.events()).map(({ id }) => id)).toEqual(['b54557e4', 'b54557e4', 'other'])
  })

  it('refunds over several payments are one sum', async () => {
    await setUp('shopify')
    const transactions = [{ amount: '0.10', currency: 'CNY' }, { amount: '0.20' }, { amount: 'x' }]
    const lines = [{ quantity: 1, line_item: { sku: 's', price: '0.30' } }]
    const refund = { id: 9, order_id: 7, transactions, refund_line_items: lines }
    await send('shopify', JSON.stringify(refund), { 'x-shopify-topic': 'refunds/create' })
    expect(propertiesOf((await ingest.events())[0]!)).toMatchObject({
      order_id: '7',
      amount: '0.3',
      currency: 'CNY',
      items: [{ sku: 's', quantity: '1', price: '0.30' }],
    })
  })
})

describe('HubSpot', () => {
  it('sends many changes at once, each an event', async () => {
    await setUp('hubspot')
    const change = (eventId: number, more: object) => ({
      ...{
        eventId,
        portalId: 3,
        objectId: 4,
        occurredAt: Date.now() - 5_000,
        subscriptionType: 'object.propertyChange',
      },
      ...more,
    })
    const contact = { objectTypeId: '0-1', propertyName: 'city', propertyValue: 'Berlin' }
    const events = [change(1, contact), change(2, { objectTypeId: '0-3', propertyName: 'amount' })]
    expect((await send('hubspot', JSON.stringify(events))).json()).toMatchObject({ accepted: 2 })
    const [city, deal] = await ingest.events()
    expect(city).toMatchObject({ type: 'customer.upserted', sealedFields: { city: 'Berlin' } })
    expect(city!.receivedAt - city!.occurredAt).toBeGreaterThan(4_000)
    expect(deal).toMatchObject({ type: 'custom.hubspot_object_propertychange' })
    expect(city!.id).not.toBe(deal!.id)
  })
})

describe('Alipay', () => {
  const notify = async (fields: Record<string, string>, charset: 'utf-8' | 'GBK' = 'utf-8', signs = 'RSA2') => {
    const all: Record<string, string> = { app_id: '2014', notify_time: beijing(Date.now()), charset, ...fields }
    // 红 in GBK; everything else is ASCII.
    const bytes = (text: string) =>
      charset === 'GBK' ? Buffer.from(text.replaceAll('红', '\u00ba\u00ec'), 'latin1') : Buffer.from(text)
    const content = Object.keys(all)
      .sort()
      .map(name => `${name}=${all[name]}`)
      .join('&')
    const sign = createSign('RSA-SHA256').update(bytes(content)).sign(rsa[0].privateKey, 'base64')
    const encoded = (text: string) => [...bytes(text)].map(byte => `%${byte.toString(16).padStart(2, '0')}`).join('')
    const body = Object.entries({ ...all, sign, sign_type: signs })
      .map(([name, value]) => `${name}=${encoded(value)}`)
      .join('&')
    return post('alipay', { headers: {}, body })
  }

  it('is read in GBK, signed over its bytes', async () => {
    await setUp('alipay')
    const answer = await notify({ notify_id: 'n', subject: '红', trade_status: 'TRADE_SUCCESS' }, 'GBK')
    expect(answer.body).toBe('success')
    expect(propertiesOf((await ingest.events())[0]!)).toMatchObject({ subject: '红' })
  })

  it('tells a refund from the payment it belongs to', async () => {
    await setUp('alipay')
    const refund = { refund_fee: '5.00', gmt_refund: `${beijing(Date.now() - 60_000)}.320`, out_trade_no: 'o' }
    await notify({ notify_id: 'n', trade_status: 'TRADE_SUCCESS', ...refund })
    const [event] = await ingest.events()
    expect(event).toMatchObject({ type: 'order.refunded' })
    expect(propertiesOf(event!)).toMatchObject({ order_id: 'o', amount: '5.00', currency: 'CNY' })
    expect(event!.receivedAt - event!.occurredAt).toBeGreaterThan(59_000)
  })

  it('is refused for another app, and with a weaker signature', async () => {
    await setUp('alipay')
    expect((await notify({ app_id: '2015' })).json()).toMatchObject({ status: 401, field: 'app_id' })
    expect((await notify({}, 'utf-8', 'RSA')).json()).toMatchObject({ status: 401, field: 'sign_type' })
  })
})

describe('WeChat', () => {
  const plain = { provider: 'wechat_oa' as const, appId: 'wx1', secrets: [texts[0]] }
  const event = (more: string) =>
    `<?xml version="1.0"?>\n<xml><FromUserName>o1</FromUserName><CreateTime>17</CreateTime><MsgType>event</MsgType>${more}</xml>`
  const say = (body: string) =>
    post('wechat_oa', { headers: {}, query: wechatQuery(texts[0], Date.now(), 'signature'), body })

  it('asks by GET, also in encrypted mode', async () => {
    const ask = (query: string) =>
      ingest.app.inject({ method: 'GET', url: `/v1/sources/wechat_oa/main?${query}&echostr=%2Becho` })
    for (const settings of [plain, webhookCase('wechat_oa').settings]) {
      await setUp('wechat_oa', settings)
      const asked = await ask(wechatQuery(texts[0], Date.now(), 'signature'))
      expect(asked.body).toBe('+echo')
      expect(asked.headers['content-type']).toContain('text/plain')
      expect((await ask(wechatQuery('x', Date.now(), 'signature'))).statusCode).toBe(401)
      expect((await ask(wechatQuery(texts[0], Date.now() - 400_000, 'signature'))).statusCode).toBe(401)
    }
    const other = await ingest.app.inject({ method: 'GET', url: '/v1/sources/stripe/main' })
    expect(other.statusCode).toBe(404)
  })

  it('sends events without an id, which keep theirs when repeated', async () => {
    await setUp('wechat_oa', plain)
    const subscribe = event('<Event>subscribe</Event><EventKey/><ToUserName>gh_1</ToUserName>')
    for (const body of [subscribe, subscribe, event('<Event>CLICK</Event><EventKey>menu</EventKey>')])
      expect((await say(body)).body).toBe('success')
    const [first, second, third] = await ingest.events()
    expect(first).toMatchObject({ type: 'account.followed', keyValues: { openid: 'o1' } })
    expect(first!.id).toMatch(/^[0-9a-f]{64}$/)
    expect(second!.id).toBe(first!.id)
    expect(third).toMatchObject({ type: 'custom.wechat_oa_click' })
    expect(third!.id).not.toBe(first!.id)
    expect(JSON.stringify(propertiesOf(third!))).not.toContain('o1')
  })

  it('sends JSON for mini programs', async () => {
    await setUp('wechat_oa', plain)
    await say('{"FromUserName":"o1","MsgType":"text","MsgId":12345678901234567890,"Content":"hi"}')
    expect(await ingest.events()).toMatchObject([{ id: '12345678901234567890', type: 'custom.wechat_oa_text' }])
  })

  it('is not taken in plain where an AES key is set, nor for another app', async () => {
    await setUp('wechat_oa')
    expect((await say(event('<Event>subscribe</Event>'))).json()).toMatchObject({ status: 401, field: 'Encrypt' })
    const { settings } = webhookCase('wechat_oa')
    if (settings.provider === 'wechat_oa') await setUp('wechat_oa', { ...settings, appId: 'wx2' })
    const request = webhookCase('wechat_oa').sign(event(''), { secret: 0, at: Date.now() })
    expect((await post('wechat_oa', request)).statusCode).toBe(401)
  })
})

describe('Douyin', () => {
  const signed = (body: string) => ({
    headers: {
      'x-douyin-signature': createHash('sha1')
        .update(texts[0] + body)
        .digest('hex'),
    },
    body,
  })

  it('asks for its challenge back', async () => {
    await setUp('douyin')
    const answer = await post(
      'douyin',
      signed('{"event":"verify_webhook","client_key":"","content":{"challenge":12345}}'),
    )
    expect(answer.json()).toEqual({ challenge: 12_345 })
    expect(await ingest.events()).toEqual([])
  })

  it('says with an action what happened, and for which app', async () => {
    await setUp('douyin')
    const order = { action: 'pay_success', order: { order_id: '123', pay_amount: 1_999, pay_time: 1_700_000_000 } }
    const body = (client: string) =>
      JSON.stringify({
        event: 'life_trade_order_notify',
        client_key: client,
        content: JSON.stringify(order),
        log_id: 'l',
      })
    await post('douyin', signed(body('ck')))
    const [event] = await ingest.events()
    expect(event).toMatchObject({ id: 'l', type: 'order.paid', occurredAt: 1_700_000_000_000 })
    expect(propertiesOf(event!)).toMatchObject({ order_id: '123', amount: '19.99', currency: 'CNY' })
    expect((await post('douyin', signed(body('another')))).statusCode).toBe(401)
  })
})

describe('the address of an endpoint', () => {
  it('is written with dashes, too', async () => {
    await setUp('wechat_pay')
    const request = webhookCase('wechat_pay').sign(webhookCase('wechat_pay').event, { secret: 0, at: Date.now() })
    expect((await post('wechat-pay', request)).statusCode).toBe(204)
  })

  it.each(['nobody/main', 'stripe/%00', `stripe/${'x'.repeat(900)}`, 'stripe/a%2Fb', '__proto__/main'])(
    '%s leads nowhere',
    async path => {
      const answer = await ingest.app.inject({ method: 'POST', url: `/v1/sources/${path}`, payload: '{}' })
      expect([400, 404]).toContain(answer.statusCode)
    },
  )
})

describe('a provider that sends too fast', () => {
  it('is told when to come again, and strangers take nothing of its rate', async () => {
    await setUp('stripe')
    await ingest.sources.putSettings('demo', 'main', { rate: { perSecond: 0.1, burst: 1 } })
    const { event, sign } = webhookCase('stripe')
    const request = (secret: 0 | 2) => sign(event, { secret, at: Date.now() })
    expect((await post('stripe', request(2))).statusCode).toBe(401)
    expect((await post('stripe', request(0))).statusCode).toBe(200)
    const limited = await post('stripe', request(0))
    expect(limited.statusCode).toBe(429)
    expect(limited.headers['retry-after']).toBe('10')
  })
})

it('compares signatures of any length', async () => {
  await setUp('shopify')
  const body = '{}'
  const right = createHmac('sha256', texts[0]).update(body).digest('base64')
  for (const signature of [right.slice(0, -1), `${right}=`, ' ', 'é', right.toLowerCase()]) {
    const headers = {
      'x-shopify-hmac-sha256': signature,
      'x-shopify-topic': 't',
      'x-shopify-webhook-id': 'w',
    }
    expect((await post('shopify', { headers, body })).statusCode).toBe(401)
  }
})

it('does not say success before the events are durable', async () => {
  const log = createMemoryEventLog()
  const failing = await startTestIngest({
    log: { ...log, append: () => Promise.reject(new WeirError('LOG_UNAVAILABLE', 'down')) },
  })
  try {
    const { settings, event, sign } = webhookCase('alipay')
    await failing.sources.putWebhook({ tenant: 'demo', name: 'main', settings })
    const { headers, body } = sign(event, { secret: 0, at: Date.now() })
    const url = '/v1/sources/alipay/main'
    const answer = await failing.app.inject({ method: 'POST', url, headers, payload: body })
    expect(answer.statusCode).toBe(503)
    expect(answer.headers['retry-after']).toBe('2')
    expect(answer.body).not.toContain('success')
  } finally {
    await failing.stop()
  }
})
