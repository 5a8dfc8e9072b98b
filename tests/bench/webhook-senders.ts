import { createCipheriv, createHmac, createSign, generateKeyPairSync, randomBytes } from 'node:crypto'

export interface SignedWebhook {
  /** Path of the endpoint. */
  path: string
  headers: Record<string, string>
  body: string
}

export interface WebhookSender {
  provider: string
  /** The endpoint's entry in the file of sources. */
  source: Record<string, unknown>
  /** What the provider takes for "all is durable". */
  taken: number
  /** The event of a number, signed now. */
  sign(n: number): SignedWebhook
}

/** An endpoint is a source: named differently, their events are told apart. */
const endpointOf = (provider: string) => ({ tenant: 'demo', provider, name: provider })
const pathOf = (provider: string) => `/v1/sources/${provider}/${provider}`
const json = { 'content-type': 'application/json' }

/** One HMAC, one HMAC over the body alone, and one with RSA whose content is encrypted: the cheap and the dear. */
export function webhookSenders(): readonly WebhookSender[] {
  return [standardWebhooks(), shopify(), wechatPay()]
}

function standardWebhooks(): WebhookSender {
  const secret = randomBytes(32)
  const provider = 'standard_webhooks'
  return {
    provider,
    source: { ...endpointOf(provider), secrets: [`whsec_${secret.toString('base64')}`] },
    taken: 200,
    sign(n) {
      const data = { order_id: `o-${n}`, amount: '9.90', currency: 'CNY', user_id: `u-${n % 500}` }
      const body = JSON.stringify({ type: 'order.paid', data })
      const time = `${Math.floor(Date.now() / 1_000)}`
      const signature = createHmac('sha256', secret).update(`msg_${n}.${time}.${body}`).digest('base64')
      const proof = { 'webhook-id': `msg_${n}`, 'webhook-timestamp': time, 'webhook-signature': `v1,${signature}` }
      return { path: pathOf(provider), headers: { ...json, ...proof }, body }
    },
  }
}

function shopify(): WebhookSender {
  const secret = randomBytes(16).toString('hex')
  const provider = 'shopify'
  return {
    provider,
    source: { ...endpointOf(provider), secrets: [secret] },
    taken: 200,
    sign(n) {
      const items = [{ sku: `s${n % 50}`, quantity: 2, price: '99.50' }]
      const order = { id: n, total_price: '199.00', currency: 'EUR', email: `c${n % 500}@shop.example` }
      const body = JSON.stringify({ ...order, line_items: items })
      const headers = {
        ...json,
        'x-shopify-topic': 'orders/paid',
        'x-shopify-shop-domain': 'weir.myshopify.com',
        'x-shopify-webhook-id': `bench-${n}`,
        'x-shopify-hmac-sha256': createHmac('sha256', secret).update(body).digest('base64'),
      }
      return { path: pathOf(provider), headers, body }
    },
  }
}

function wechatPay(): WebhookSender {
  const key = randomBytes(16).toString('hex')
  const pair = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const publicKey = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const provider = 'wechat_pay'
  return {
    provider,
    source: { ...endpointOf(provider), secrets: [key], publicKeys: { BENCH: publicKey } },
    taken: 204,
    sign(n) {
      const payment = {
        ...{ transaction_id: `4200${n}`, out_trade_no: `o-${n}`, appid: 'wx1', mchid: '190', trade_state: 'SUCCESS' },
        ...{ payer: { openid: `o-${n % 500}` }, amount: { total: 1_999, payer_total: 1_999, currency: 'CNY' } },
      }
      const notice = { id: `bench-${n}`, event_type: 'TRANSACTION.SUCCESS', resource_type: 'encrypt-resource' }
      const body = JSON.stringify({ ...notice, resource: sealed(JSON.stringify(payment), key) })
      const [time, nonce] = [`${Math.floor(Date.now() / 1_000)}`, randomBytes(8).toString('hex')]
      const signed = createSign('RSA-SHA256').update(`${time}\n${nonce}\n${body}\n`)
      const headers = {
        ...json,
        'wechatpay-timestamp': time,
        'wechatpay-nonce': nonce,
        'wechatpay-serial': 'BENCH',
        'wechatpay-signature': signed.sign(pair.privateKey, 'base64'),
      }
      return { path: pathOf(provider), headers, body }
    },
  }
}

function sealed(text: string, key: string): object {
  const nonce = randomBytes(6).toString('hex')
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from('transaction'))
  const ciphertext = Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]).toString('base64')
  return { algorithm: 'AEAD_AES_256_GCM', ciphertext, nonce, associated_data: 'transaction' }
}
