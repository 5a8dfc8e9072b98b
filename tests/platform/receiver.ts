import { createHmac, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'

export interface Page {
  channel: 'webhook' | 'dingtalk'
  /** `webhook-id`; empty on DingTalk. */
  id: string
  /** alert.fired, alert.resolved */
  type: string
  at: number
  body: Record<string, unknown>
}

/**
 * A local phone: checks signatures, keeps what came, and can be down for a while.
 * @param beforeAnswer runs when a page has arrived and its sender does not know it yet
 */
export async function startReceiver(beforeAnswer: (page: Page) => Promise<void> = async () => {}) {
  const secret = `whsec_${randomBytes(24).toString('base64')}`
  const robotSecret = 'SECdemo'
  const pages: Page[] = []
  const refused: string[] = []
  const waiting: { matches: (page: Page) => boolean; resolve: (page: Page) => void }[] = []
  let down = false

  const server = createServer(async (request, reply) => {
    let text = ''
    for await (const chunk of request) text += String(chunk)
    if (down) return reply.writeHead(503).end()
    const url = new URL(request.url ?? '/', 'http://receiver')
    const page: Page = {
      channel: 'webhook',
      id: String(request.headers['webhook-id'] ?? ''),
      type: '',
      at: Date.now(),
      body: JSON.parse(text),
    }
    if (url.pathname === '/robot') {
      page.channel = 'dingtalk'
      const timestamp = url.searchParams.get('timestamp') ?? ''
      const sign = createHmac('sha256', robotSecret).update(`${timestamp}\n${robotSecret}`).digest('base64')
      if (sign !== url.searchParams.get('sign')) refused.push('dingtalk signature')
    } else {
      page.type = String(page.body.type)
      try {
        new Webhook(secret).verify(text, request.headers as Record<string, string>)
      } catch (error) {
        refused.push(String(error))
      }
    }
    pages.push(page)
    await beforeAnswer(page)
    reply.writeHead(200, { 'content-type': 'application/json' }).end('{"errcode":0,"errmsg":"ok"}')
    for (const wait of waiting.filter(wait => wait.matches(page))) wait.resolve(page)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const allow = [`127.0.0.1:${port}`]

  return {
    pages: pages as readonly Page[],
    /** Why calls were not believed. */
    refused: refused as readonly string[],
    setDown(value: boolean): void {
      down = value
    },
    webhookChannel: (name: string) => ({
      type: 'webhook',
      name,
      url: `http://127.0.0.1:${port}/hook`,
      secret,
      allow,
      default: false,
    }),
    robotChannel: (name: string) => ({
      type: 'dingtalk', name, url: `http://127.0.0.1:${port}/robot`, accessToken: 'token', secret: robotSecret, atMobiles: ['13800001111'], allow, default: false,
    }), // biome-ignore format: one channel
    /** The first page that matches, past or to come. */
    page(matches: (page: Page) => boolean): Promise<Page> {
      const seen = pages.find(matches)
      return seen ? Promise.resolve(seen) : new Promise(resolve => waiting.push({ matches, resolve }))
    },
    async stop(): Promise<void> {
      server.closeAllConnections()
      await new Promise<void>(resolve => server.close(() => resolve()))
    },
  }
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>
