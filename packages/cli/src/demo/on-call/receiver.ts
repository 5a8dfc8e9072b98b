import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openDingTalk, openWebhook } from './signatures.ts'

export interface Delivery {
  to: 'webhook' | 'dingtalk'
  /** When it came, Unix milliseconds. */
  at: number
  /** `webhook-id`, the same on a repeat; empty for DingTalk, which knows none. */
  id: string
  body: Record<string, unknown>
}

const longestBody = 1_000_000

/** The on-call phone of the demo: takes signed webhooks and DingTalk robot calls on a free port of this machine. */
export async function createReceiver() {
  const webhookSecret = `whsec_${randomBytes(24).toString('base64')}`
  const dingtalkSecret = `SEC${randomBytes(24).toString('hex')}`
  const deliveries: Delivery[] = []
  const refused: string[] = []

  const server = createServer((request, reply) => {
    receive(request)
      .then(delivery => {
        deliveries.push(delivery)
        reply.writeHead(200, { 'content-type': 'application/json' }).end('{"errcode":0,"errmsg":"ok"}')
      })
      .catch((error: Error) => {
        refused.push(error.message)
        reply.writeHead(400).end()
      })
  })

  async function receive(request: IncomingMessage): Promise<Delivery> {
    const text = await readBody(request)
    const at = Date.now()
    const url = new URL(request.url ?? '/', 'http://receiver')
    if (!url.pathname.startsWith('/dingtalk'))
      return { to: 'webhook', at, ...openWebhook(webhookSecret, request.headers, text) }
    return { to: 'dingtalk', at, id: '', body: openDingTalk(dingtalkSecret, url.searchParams, text, at) }
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    webhookSecret,
    dingtalkSecret,
    /** Everything that came and was signed right, oldest first. */
    deliveries: deliveries as readonly Delivery[],
    /** Why calls were turned away. */
    refused: refused as readonly string[],
    async close(): Promise<void> {
      server.closeAllConnections()
      server.close()
      if (server.listening) await once(server, 'close')
    },
  }
}

export type Receiver = Awaited<ReturnType<typeof createReceiver>>

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > longestBody) throw new Error('a body too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
