import { createHmac } from 'node:crypto'
import type { Delivery } from '../delivery/verdict.ts'
import type { CallResult } from '../outgoing/call.ts'
import type { Page } from '../pages/page.ts'
import type { WebhookChannel } from './channel.ts'

/** `v1,<base64>` of Standard Webhooks over id, time and body. */
export function signWebhook(secret: string, id: string, timestampSeconds: number, body: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  return `v1,${createHmac('sha256', key).update(`${id}.${timestampSeconds}.${body}`).digest('base64')}`
}

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())

/** What a receiver gets; `repeat` when an earlier attempt may have arrived (it carries the same webhook-id). */
export function webhookBody(page: Page, repeat: boolean): string {
  const { kind, at, title, text, link, episode } = page
  const { id, state: _, conditions, crossedAt, firedAt, resolvedAt, timeline, ...rest } = episode
  const worst = conditions[0]
  return JSON.stringify({
    type: `alert.${kind}`,
    timestamp: iso(at),
    data: {
      episode: id,
      state: kind === 'resolved' ? 'resolved' : 'firing',
      ...rest,
      value: worst?.value ?? null,
      sample: worst?.sample ?? 0,
      threshold: worst?.threshold ?? null,
      conditions,
      crossedAt: iso(crossedAt),
      firedAt: iso(firedAt),
      resolvedAt: iso(resolvedAt),
      timeline: timeline.map(line => ({ ...line, at: iso(line.at) })),
      subject: title,
      text,
      link,
      repeat,
    },
  })
}

export function webhookCall({ url, secret }: WebhookChannel, page: Page, repeat: boolean, nowMs: number) {
  const body = webhookBody(page, repeat)
  const seconds = Math.floor(nowMs / 1_000)
  const headers = {
    'content-type': 'application/json',
    'webhook-id': page.id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': signWebhook(secret, page.id, seconds, body),
  }
  return { url: new URL(url), headers, body }
}

/** Retried until it is taken: the id tells a receiver what it has had. */
export function webhookDelivery(result: CallResult): Delivery {
  if (result.outcome !== 'answered')
    return { outcome: 'retry', error: result.error, maybeSent: result.outcome === 'unknown' }
  const { status, retryAfter } = result
  if (status >= 200 && status < 300) return { outcome: 'delivered', detail: `HTTP ${status}` }
  if (status === 410) return { outcome: 'failed', error: 'HTTP 410: the receiver is gone', gone: true }
  const redirect = status >= 300 && status < 400 ? ': redirects are not followed' : ''
  const seconds = Number(retryAfter)
  const waitMs = Number.isFinite(seconds) && seconds > 0 ? { waitMs: Math.min(seconds, 3_600) * 1_000 } : {}
  return { outcome: 'retry', error: `HTTP ${status}${redirect}`, maybeSent: false, ...waitMs }
}
