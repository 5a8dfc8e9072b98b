import { createCipheriv, createHash, createHmac, createSign, generateKeyPairSync, randomBytes } from 'node:crypto'
import type { WebhookSettings } from '@weir/credentials'

/** A request as a provider would send it. */
export interface SignedRequest {
  headers: Record<string, string>
  query?: string
  body: string
}

export interface WebhookCase {
  provider: WebhookSettings['provider']
  /** With two generations of what can rotate. */
  settings: WebhookSettings
  /** What the event says, before signing. */
  event: string
  /** `secret` 0 is the new one, 1 the old one, 2 a stranger's. */
  sign(event: string, options: { secret: 0 | 1 | 2; at: number }): SignedRequest
  /** What must be there. */
  headers: readonly string[]
  /** Whether the signature covers a time. */
  timed: boolean
  expected: { id: string; type: string; topic: string }
  /** What the provider wants to hear. */
  answer: { status: number; body: string | RegExp }
}

const ours = /^\{"success":true,"accepted":1,/
const hmac = (secret: string | Buffer, text: string, encoding: 'base64' | 'hex') =>
  createHmac('sha256', secret).update(text).digest(encoding)
const hash = (algorithm: string, text: string) => createHash(algorithm).update(text).digest('hex')
const rsaPair = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2_048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
export const rsa = [rsaPair(), rsaPair(), rsaPair()] as const
const rsaSign = (content: string, secret: 0 | 1 | 2) =>
  createSign('RSA-SHA256').update(content).sign(rsa[secret].privateKey, 'base64')

export const texts = ['the s3cret', 'the old s3cret', 'a stranger'] as const
export const whsecs = texts.map(text => `whsec_${Buffer.from(text).toString('base64')}`)
export const apiV3Keys = ['k'.repeat(32), 'o'.repeat(32), 's'.repeat(32)] as const
export const aesKeys = ['A', 'B', 'C'].map(letter => `${letter.repeat(42)}A`) as [string, string, string]

const standard: WebhookCase = {
  provider: 'standard_webhooks',
  settings: { provider: 'standard_webhooks', secrets: whsecs.slice(0, 2) },
  event: '{"type":"order.paid","data":{"order_id":"o-1","amount":"9.90","user_id":"u-1"}}',
  sign(event, { secret, at }) {
    const time = `${Math.floor(at / 1_000)}`
    const key = Buffer.from(texts[secret])
    return {
      headers: {
        'content-type': 'application/json',
        'webhook-id': 'msg_1',
        'webhook-timestamp': time,
        'webhook-signature': `v1a,bm9uZQ== v1,${hmac(key, `msg_1.${time}.${event}`, 'base64')}`,
      },
      body: event,
    }
  },
  headers: ['webhook-id', 'webhook-timestamp', 'webhook-signature'],
  timed: true,
  expected: { id: 'msg_1', type: 'order.paid', topic: 'order.paid' },
  answer: { status: 200, body: ours },
}

const shopify: WebhookCase = {
  provider: 'shopify',
  settings: { provider: 'shopify', secrets: texts.slice(0, 2) },
  event: '{"id":450789469,"total_price":"199.00","currency":"EUR","email":"bob@shop.example","line_items":[]}',
  sign: (event, { secret }) => ({
    headers: {
      'content-type': 'application/json',
      'x-shopify-topic': 'orders/paid',
      'x-shopify-shop-domain': 'weir.myshopify.com',
      'x-shopify-webhook-id': 'b54557e4',
      'x-shopify-hmac-sha256': hmac(texts[secret], event, 'base64'),
    },
    body: event,
  }),
  headers: ['x-shopify-hmac-sha256', 'x-shopify-topic', 'x-shopify-webhook-id'],
  timed: false,
  expected: { id: 'b54557e4', type: 'order.paid', topic: 'orders/paid' },
  answer: { status: 200, body: ours },
}

const stripe: WebhookCase = {
  provider: 'stripe',
  settings: { provider: 'stripe', secrets: texts.slice(0, 2) },
  event: JSON.stringify({
    id: 'evt_1',
    type: 'payment_intent.succeeded',
    created: 1_700_000_000,
    data: { object: { id: 'pi_1', amount_received: 1_999, currency: 'eur', customer: 'cus_1' } },
  }),
  sign(event, { secret, at }) {
    const time = Math.floor(at / 1_000)
    const signature = hmac(texts[secret], `${time}.${event}`, 'hex')
    return { headers: { 'stripe-signature': `t=${time},v1=${'0'.repeat(64)},v1=${signature},v0=x` }, body: event }
  },
  headers: ['stripe-signature'],
  timed: true,
  expected: { id: 'evt_1', type: 'payment.succeeded', topic: 'payment_intent.succeeded' },
  answer: { status: 200, body: ours },
}

const publicUrl = 'https://weir.example/v1/sources/hubspot/main?a=%2Fb'
const hubspot: WebhookCase = {
  provider: 'hubspot',
  settings: { provider: 'hubspot', secrets: texts.slice(0, 2), publicUrl },
  event: JSON.stringify([
    { eventId: 1, subscriptionId: 2, portalId: 3, objectId: 4, occurredAt: 5, subscriptionType: 'contact.creation' },
  ]),
  sign(event, { secret, at }) {
    const signed = `POST${publicUrl.replace('%2F', '/')}${event}${at}`
    return {
      headers: {
        'x-hubspot-signature-v3': hmac(texts[secret], signed, 'base64'),
        'x-hubspot-request-timestamp': `${at}`,
      },
      body: event,
    }
  },
  headers: ['x-hubspot-signature-v3', 'x-hubspot-request-timestamp'],
  timed: true,
  expected: { id: '3-2-1-4-5-', type: 'customer.upserted', topic: 'contact.creation' },
  answer: { status: 200, body: ours },
}

/** The resource as WeChat Pay encrypts it. */
export function sealResource(text: string, key: string): object {
  const nonce = randomBytes(6).toString('hex')
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from('transaction'))
  const sealed = Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()])
  const algorithm = 'AEAD_AES_256_GCM'
  return { algorithm, ciphertext: sealed.toString('base64'), nonce, associated_data: 'transaction' }
}

const wechatPay: WebhookCase = {
  provider: 'wechat_pay',
  settings: {
    provider: 'wechat_pay',
    secrets: apiV3Keys.slice(0, 2),
    publicKeys: { S0: rsa[0].publicKey, S1: rsa[1].publicKey },
  },
  event: JSON.stringify({
    ...{ transaction_id: '4200', out_trade_no: 'o-1', appid: 'wx1', mchid: '190', trade_state: 'SUCCESS' },
    ...{ payer: { openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' }, amount: { total: 1_999, currency: 'CNY' } },
  }),
  sign(event, { secret, at }) {
    const resource = sealResource(event, apiV3Keys[secret])
    const body = JSON.stringify({ id: 'EV-1', event_type: 'TRANSACTION.SUCCESS', resource })
    const time = Math.floor(at / 1_000)
    return {
      headers: {
        'wechatpay-serial': `S${secret === 2 ? 0 : secret}`,
        'wechatpay-timestamp': `${time}`,
        'wechatpay-nonce': 'n0',
        'wechatpay-signature': rsaSign(`${time}\nn0\n${body}\n`, secret),
      },
      body,
    }
  },
  headers: ['wechatpay-serial', 'wechatpay-timestamp', 'wechatpay-nonce', 'wechatpay-signature'],
  timed: true,
  expected: { id: 'EV-1', type: 'payment.succeeded', topic: 'TRANSACTION.SUCCESS' },
  answer: { status: 204, body: '' },
}

/** The time of Beijing as Alipay writes it. */
export const beijing = (at: number) => new Date(at + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')

const alipay: WebhookCase = {
  provider: 'alipay',
  settings: { provider: 'alipay', appId: '2014', publicKeys: [rsa[0].publicKey, rsa[1].publicKey] },
  event:
    'trade_status=TRADE_SUCCESS&out_trade_no=o-1&trade_no=2026&total_amount=19.99&buyer_id=2088&subject=红 a+b&note=',
  sign(event, { secret, at }) {
    const fields = { ...Object.fromEntries(event.split('&').map(pair => pair.split('='))) }
    Object.assign(fields, { app_id: '2014', charset: 'utf-8', notify_id: 'n-1', notify_time: beijing(at) })
    const names = Object.keys(fields).sort()
    const sign = rsaSign(names.map(name => `${name}=${fields[name]}`).join('&'), secret)
    return {
      headers: { 'content-type': 'application/x-www-form-urlencoded; text/html; charset=utf-8' },
      body: new URLSearchParams({ ...fields, sign, sign_type: 'RSA2' }).toString(),
    }
  },
  headers: [],
  timed: true,
  expected: { id: 'n-1', type: 'payment.succeeded', topic: 'TRADE_SUCCESS' },
  answer: { status: 200, body: 'success' },
}

/** A message as WeChat encrypts it. */
export function sealMessage(text: string, aesKey: string, appId: string): string {
  const key = Buffer.from(`${aesKey}=`, 'base64')
  const length = Buffer.alloc(4)
  length.writeUInt32BE(Buffer.byteLength(text))
  const plain = Buffer.concat([randomBytes(16), length, Buffer.from(text), Buffer.from(appId)])
  const padding = 32 - (plain.length % 32)
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  return Buffer.concat([cipher.update(plain), cipher.update(Buffer.alloc(padding, padding)), cipher.final()]).toString(
    'base64',
  )
}

export const wechatQuery = (token: string, at: number, name: string, more: readonly string[] = []) => {
  const time = `${Math.floor(at / 1_000)}`
  const signature = hash('sha1', [token, time, 'n0', ...more].sort().join(''))
  return new URLSearchParams({ [name]: signature, timestamp: time, nonce: 'n0' }).toString()
}

const wechatOa: WebhookCase = {
  provider: 'wechat_oa',
  settings: { provider: 'wechat_oa', appId: 'wx1', secrets: texts.slice(0, 2), aesKeys: aesKeys.slice(0, 2) },
  event:
    '<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[o1]]></FromUserName>' +
    '<CreateTime>1700000000</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[你好 <b>]]></Content>' +
    '<MsgId>1234567890123456789</MsgId></xml>',
  sign(event, { secret, at }) {
    const encrypted = sealMessage(event, aesKeys[secret]!, 'wx1')
    return {
      headers: { 'content-type': 'text/xml' },
      query: wechatQuery(texts[secret], at, 'msg_signature', [encrypted]),
      body: `<xml><ToUserName><![CDATA[gh_1]]></ToUserName><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`,
    }
  },
  headers: [],
  timed: true,
  expected: { id: '1234567890123456789', type: 'custom.wechat_oa_text', topic: 'text' },
  answer: { status: 200, body: 'success' },
}

const douyin: WebhookCase = {
  provider: 'douyin',
  settings: { provider: 'douyin', secrets: texts.slice(0, 2), clientKey: 'ck' },
  event: '{"event":"new_follow_action","client_key":"ck","from_user_id":"f-1","to_user_id":"t-1","content":"{}"}',
  sign: (event, { secret }) => ({
    headers: { 'x-douyin-signature': hash('sha1', texts[secret] + event), 'msg-id': 'm-1' },
    body: event,
  }),
  headers: ['x-douyin-signature'],
  timed: false,
  expected: { id: 'm-1', type: 'account.followed', topic: 'new_follow_action' },
  answer: { status: 200, body: '{"code":0,"msg":"success"}' },
}

const youzanMessage = {
  full_order_info: {
    order_info: { tid: 'E1', status: 'WAIT_SELLER_SEND_GOODS' },
    pay_info: { payment: '19.99', total_fee: '19.99' },
    buyer_info: { yz_open_id: 'yz1', buyer_phone: '13912345678' },
    orders: [{ outer_sku_id: 's-1', num: 2, price: '9.99' }],
  },
}
const youzan: WebhookCase = {
  provider: 'youzan',
  settings: { provider: 'youzan', clientId: 'cid', secrets: texts.slice(0, 2) },
  event: JSON.stringify({
    ...{ type: 'trade_TradePaid', kdt_id: 55, id: 'E1', msg_id: 'y-1', status: 'WAIT_SELLER_SEND_GOODS' },
    msg: encodeURIComponent(JSON.stringify(youzanMessage)),
  }),
  sign: (event, { secret }) => ({
    headers: { 'event-sign': hash('md5', `cid${event}${texts[secret]}`) },
    body: event,
  }),
  headers: ['event-sign'],
  timed: false,
  expected: { id: 'y-1', type: 'order.paid', topic: 'trade_TradePaid' },
  answer: { status: 200, body: '{"code":0,"msg":"success"}' },
}

export const webhookCases: readonly WebhookCase[] = [
  ...[standard, shopify, stripe, hubspot, wechatPay, alipay, wechatOa, douyin, youzan],
]

export const webhookCase = (provider: WebhookCase['provider']): WebhookCase =>
  webhookCases.find(one => one.provider === provider)!
