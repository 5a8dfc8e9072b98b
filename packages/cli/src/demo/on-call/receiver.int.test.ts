import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createReceiver, type Receiver } from './receiver.ts'

let receiver: Receiver
beforeEach(async () => {
  receiver = await createReceiver()
})
afterEach(() => receiver.close())

const call = (path: string, headers: Record<string, string>, body: string) =>
  fetch(`http://127.0.0.1:${receiver.port}${path}`, { method: 'POST', headers, body })

it('takes what is signed and answers as a robot does', async () => {
  const body = '{"type":"alert.fired"}'
  const at = new Date()
  const answer = await call(
    '/webhook',
    {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': new Webhook(receiver.webhookSecret).sign('msg_1', at, body),
    },
    body,
  )
  expect(answer.status).toBe(200)
  expect(await answer.json()).toMatchObject({ errcode: 0 })
  expect(receiver.deliveries).toMatchObject([{ to: 'webhook', id: 'msg_1', body: { type: 'alert.fired' } }])
})

it('turns forged, broken and endless calls away, and goes on', async () => {
  expect((await call('/webhook', {}, '{}')).status).toBe(400)
  expect((await call('/dingtalk?sign=x&timestamp=1', {}, '{}')).status).toBe(400)
  expect((await call('/webhook', {}, 'x'.repeat(1_100_000)).catch(() => ({ status: 400 }))).status).toBe(400)
  expect(receiver.deliveries).toEqual([])
  expect(receiver.refused).toHaveLength(3)
})
