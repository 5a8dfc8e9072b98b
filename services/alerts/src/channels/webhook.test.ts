import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { episodeOf } from '../episodes/episode.fixture.ts'
import { createPageWriter } from '../pages/write-page.ts'
import { signWebhook, webhookCall, webhookDelivery } from './webhook.ts'

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const page = createPageWriter({ publicUrl: undefined, words: { timeZone: 'UTC' } }).page(
  'fired',
  episodeOf(),
  'hook',
  1_767_323_050_000,
)
const channel = {
  type: 'webhook' as const,
  name: 'hook',
  default: true,
  allow: [],
  url: 'https://example.com/hook?token=t',
  secret,
}
const answer = (status: number, retryAfter?: string) =>
  webhookDelivery({ outcome: 'answered', status, body: '', complete: true, retryAfter })

describe('webhooks', () => {
  it('are signed as Standard Webhooks says (golden vector)', () => {
    expect(signWebhook(secret, 'msg_1', 1_700_000_000, '{"a":1}')).toBe(
      'v1,hVsFLpmw4Ib/Xm0eZLt3KqYBZdt0U8gdGeuz0EsGv78=',
    )
  })

  it('are taken by the published library, with the page inside', () => {
    const { url, headers, body } = webhookCall(channel, page, false, Date.now())
    expect(url.href).toBe('https://example.com/hook?token=t')
    expect(new Webhook(secret).verify(body, headers)).toMatchObject({
      type: 'alert.fired',
      timestamp: '2026-01-02T03:04:10.000Z',
      data: {
        episode: 'fe6b0a0d1e2f00c0ffee', state: 'firing', rule: 'payments', severity: 'red', tenant: 'demo',
        dimensions: { channel: 'alipay' }, value: 0.712, sample: 2930, threshold: 0.9,
        crossedAt: '2026-01-02T03:04:00.000Z', firedAt: '2026-01-02T03:04:10.000Z', resolvedAt: null,
        subject: { en: expect.stringContaining('Payments are failing') }, text: { zh: expect.stringContaining('近 30s') },
        repeat: false,
      },
    }) // biome-ignore format: a body
  })

  it('keep their id and get a new time when repeated', () => {
    const first = webhookCall(channel, page, false, 1_700_000_000_000)
    const again = webhookCall(channel, page, true, 1_700_000_060_000)
    expect(again.headers['webhook-id']).toBe(first.headers['webhook-id'])
    expect(again.headers['webhook-timestamp']).toBe('1700000060')
    expect(JSON.parse(again.body).data.repeat).toBe(true)
  })

  it('are delivered by any 2xx, ended by 410, and tried again after everything else', () => {
    expect(answer(204)).toMatchObject({ outcome: 'delivered' })
    expect(answer(410)).toMatchObject({ outcome: 'failed', gone: true })
    for (const status of [301, 400, 404, 429, 500, 503])
      expect(answer(status)).toMatchObject({ outcome: 'retry', maybeSent: false })
    expect(answer(429, '30')).toMatchObject({ waitMs: 30_000 })
    expect(answer(503, 'soon')).not.toHaveProperty('waitMs')
    expect(webhookDelivery({ outcome: 'unknown', error: 'x' })).toMatchObject({ outcome: 'retry', maybeSent: true })
    expect(webhookDelivery({ outcome: 'not-sent', error: 'x' })).toMatchObject({ outcome: 'retry', maybeSent: false })
  })
})
