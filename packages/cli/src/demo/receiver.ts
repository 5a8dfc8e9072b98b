import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'

export interface Delivery {
  channel: 'webhook' | 'dingtalk'
  at: number
  /** `webhook-id`, the same on a repeat. */
  id: string
  body: Record<string, unknown>
}

const bodyLimit = 1_000_000

/** The on-call phone of the demo: takes signed webhooks and DingTalk robot calls on a free local port. */
export async function createReceiver() {
  const webhookSecret = `whsec_${randomBytes(24).toString('base64')}`
  const dingtalkSecret = `SEC${randomBytes(24).toString('hex')}`
  const webhook = new Webhook(webhookSecret)
  const deliveries: Delivery[] = []
  const forged: string[] = []
  let listener: ((delivery: Delivery) => void) | undefined

  const server = createServer((request, reply) => {
    readBody(request)
      .then(text => {
        const delivery = request.url?.startsWith('/dingtalk') ? dingtalk(request, text) : webhookDelivery(request, text)
        deliveries.push(delivery)
        listener?.(delivery)
        reply.writeHead(200, { 'content-type': 'application/json' }).end('{"errcode":0,"errmsg":"ok"}')
      })
      .catch((error: Error) => {
        forged.push(error.message)
        reply.writeHead(400).end()
      })
  })

  function webhookDelivery(request: IncomingMessage, text: string): Delivery {
    const headers = {
      'webhook-id': String(request.headers['webhook-id']),
      'webhook-timestamp': String(request.headers['webhook-timestamp']),
      'webhook-signature': String(request.headers['webhook-signature']),
    }
    const body = webhook.verify(text, headers) as Record<string, unknown>
    return { channel: 'webhook', at: Date.now(), id: headers['webhook-id'], body }
  }

  function dingtalk(request: IncomingMessage, text: string): Delivery {
    const { searchParams } = new URL(request.url ?? '', 'http://receiver')
    const timestamp = searchParams.get('timestamp') ?? ''
    const expected = createHmac('sha256', dingtalkSecret).update(`${timestamp}\n${dingtalkSecret}`).digest()
    const given = Buffer.from(searchParams.get('sign') ?? '', 'base64')
    if (given.length !== expected.length || !timingSafeEqual(given, expected))
      throw new Error('a DingTalk call with a wrong signature')
    return { channel: 'dingtalk', at: Date.now(), id: '', body: JSON.parse(text) as Record<string, unknown> }
  }

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    address: `127.0.0.1:${port}`,
    url: `http://127.0.0.1:${port}`,
    webhookSecret,
    dingtalkSecret,
    deliveries: deliveries as readonly Delivery[],
    forged: forged as readonly string[],
    onDelivery(next: (delivery: Delivery) => void) {
      listener = next
    },
    close: () => new Promise<void>(resolve => server.close(() => resolve())),
  }
}

export type Receiver = Awaited<ReturnType<typeof createReceiver>>

async function readBody(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) {
    text += String(chunk)
    if (text.length > bodyLimit) throw new Error('a body too large')
  }
  return text
}
