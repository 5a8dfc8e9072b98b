import { createHmac, timingSafeEqual } from 'node:crypto'
import { Webhook } from 'standardwebhooks'

/**
 * The body of a Standard Webhooks call and its id. A repeat carries the same id.
 * @throws Error when the signature, the time or the body is wrong.
 */
export function openWebhook(
  secret: string,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  text: string,
): { id: string; body: Record<string, unknown> } {
  const named = (name: string) => String(headers[name] ?? '')
  const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature']
  const body = new Webhook(secret).verify(text, Object.fromEntries(names.map(name => [name, named(name)])))
  return { id: named('webhook-id'), body: body as Record<string, unknown> }
}

/** A robot refuses calls older than this, milliseconds. */
const oldestMs = 3_600_000

/**
 * The body of a call to a DingTalk robot that signs: `sign` is the HMAC of its own secret and the time.
 * @param query Of the address that was called.
 * @throws Error when the signature, the time or the body is wrong.
 */
export function openDingTalk(
  secret: string,
  query: URLSearchParams,
  text: string,
  now: number,
): Record<string, unknown> {
  const timestamp = query.get('timestamp') ?? ''
  const expected = createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest()
  const given = Buffer.from(query.get('sign') ?? '', 'base64')
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new Error('a wrong DingTalk signature')
  if (Math.abs(now - Number(timestamp)) > oldestMs) throw new Error('a DingTalk call from another time')
  return JSON.parse(text) as Record<string, unknown>
}
