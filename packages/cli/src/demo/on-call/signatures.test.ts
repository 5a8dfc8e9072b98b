import { createHmac } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { openDingTalk, openWebhook } from './signatures.ts'

const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`
const text = '{"type":"alert.fired"}'

function signed(at = new Date(), body = text) {
  const id = 'msg_1'
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Webhook(secret).sign(id, at, body),
  }
}

describe('a signed webhook', () => {
  it('is opened with its id', () => {
    expect(openWebhook(secret, signed(), text)).toEqual({ id: 'msg_1', body: { type: 'alert.fired' } })
  })

  it.each([
    ['another body', signed(), '{"type":"alert.resolved"}'],
    ['another id', { ...signed(), 'webhook-id': 'msg_2' }, text],
    ['an old call', signed(new Date(Date.now() - 3_600_000)), text],
    ['no signature', { 'webhook-id': 'msg_1' }, text],
  ])('is refused: %s', (_, headers, body) => {
    expect(() => openWebhook(secret, headers, body)).toThrow()
  })
})

describe('a signed DingTalk call', () => {
  const now = 1_700_000_000_000
  /** As DingTalk documents it: the secret signs time and itself, the result is base64 in the query. */
  const query = (secret: string, timestamp: number) => {
    const sign = createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64')
    return new URLSearchParams(`access_token=x&timestamp=${timestamp}&sign=${encodeURIComponent(sign)}`)
  }

  it('is opened', () => {
    expect(openDingTalk('SECx', query('SECx', now), text, now + 500)).toEqual({ type: 'alert.fired' })
  })

  it.each([
    ['signed with another secret', query('SECy', now)],
    ['without a signature', new URLSearchParams(`timestamp=${now}`)],
    ['from hours ago', query('SECx', now - 7_200_000)],
  ])('is refused: %s', (_, given) => {
    expect(() => openDingTalk('SECx', given, text, now)).toThrow('DingTalk')
  })
})
