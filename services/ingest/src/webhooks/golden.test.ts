import type { WebhookSettings } from '@weir/credentials'
import { describe, expect, it } from 'vitest'
import type { Delivery } from './provider.ts'
import { providers } from './providers/index.ts'

const seconds = 1_700_000_000
const receive = (settings: WebhookSettings, delivery: Partial<Delivery>) =>
  providers[settings.provider].receive(
    {
      ...{ method: 'POST', headers: {}, query: new URLSearchParams(), receivedAt: seconds * 1_000 },
      body: Buffer.from('{"a":1}'),
      ...delivery,
    },
    settings,
  )

describe('signatures of known vectors', () => {
  it('of Standard Webhooks', () => {
    const settings: WebhookSettings = {
      provider: 'standard_webhooks',
      secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    }
    const of = (prefix: string) => ({
      [`${prefix}-id`]: 'msg_1',
      [`${prefix}-timestamp`]: `${seconds}`,
      [`${prefix}-signature`]: 'v1,hVsFLpmw4Ib/Xm0eZLt3KqYBZdt0U8gdGeuz0EsGv78=',
    })
    for (const prefix of ['webhook', 'svix'])
      expect(receive(settings, { headers: of(prefix) }).messages).toMatchObject([{ id: 'msg_1', facts: { a: 1 } }])
  })

  it('of Shopify', () => {
    const headers = {
      'x-shopify-hmac-sha256': 'qp4uNXX11wmLbKzNeQiIw21f22M0KnO62i1qUXR6hJQ=',
      'x-shopify-topic': 'carts/update',
      'x-shopify-webhook-id': 'w',
    }
    const { messages } = receive({ provider: 'shopify', secrets: ['secret'] }, { headers })
    expect(messages).toMatchObject([{ topic: 'carts/update', id: 'w' }])
  })

  it('of Stripe, and not five minutes and a second later', () => {
    const signature = '38877139021993b830af32feea6e18a8da83eb2f6e49ee50bd9e4cf4ca4d3789'
    const headers = { 'stripe-signature': `t=${seconds},v1=${signature}` }
    const settings: WebhookSettings = { provider: 'stripe', secrets: ['whsec_test'] }
    expect(receive(settings, { headers, receivedAt: (seconds + 300) * 1_000 }).messages).toHaveLength(1)
    expect(() => receive(settings, { headers, receivedAt: (seconds + 301) * 1_000 })).toThrow(/5 minutes/)
    const later = { 'stripe-signature': `t=${seconds + 1},v1=${signature}` }
    expect(() => receive(settings, { headers: later })).toThrow(/signature/)
  })

  it('of WeChat’s handshake', () => {
    const query = (signature: string) =>
      new URLSearchParams({ signature, timestamp: `${seconds}`, nonce: 'nonce', echostr: '5837397576500011341' })
    const settings: WebhookSettings = { provider: 'wechat_oa', appId: 'wx1', secrets: ['token'] }
    const asked = { method: 'GET' as const, query: query('bf37e74fc61ce5974ce58c68e55130b79b2578b9') }
    expect(receive(settings, asked).answer?.body).toBe('5837397576500011341')
    expect(() => receive(settings, { ...asked, query: query('bf37e74fc61ce5974ce58c68e55130b79b2578b8') })).toThrow()
  })

  it('of Douyin', () => {
    const headers = { 'x-douyin-signature': '6d3ece5e32c56a029e1bc9209c84b0707179c504' }
    expect(receive({ provider: 'douyin', secrets: ['secret'] }, { headers }).messages).toHaveLength(1)
  })
})
