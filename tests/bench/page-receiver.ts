import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'

export interface ReceivedPage {
  /** `performance.now()` when the call had arrived. */
  at: number
  id: string
  kind: string
  dimensions: Record<string, string>
}

/** Takes signed webhooks on a free local port. */
export async function createPageReceiver(onPage: (page: ReceivedPage) => void) {
  const secret = `whsec_${randomBytes(24).toString('base64')}`
  const webhook = new Webhook(secret)
  const server = createServer((request, reply) => {
    receive(request).then(
      () => reply.writeHead(204).end(),
      () => reply.writeHead(400).end(),
    )
  })

  async function receive(request: IncomingMessage): Promise<void> {
    const at = performance.now()
    let text = ''
    for await (const chunk of request) text += String(chunk)
    const header = (name: string) => String(request.headers[name])
    const signed = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map(name => [name, header(name)])
    const body = webhook.verify(text, Object.fromEntries(signed) as Record<string, string>) as {
      type: string
      data: { dimensions: Record<string, string> }
    }
    onPage({ at, id: header('webhook-id'), kind: body.type, dimensions: body.data.dimensions })
  }

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    address: `127.0.0.1:${port}`,
    url: `http://127.0.0.1:${port}/`,
    secret,
    close: () => new Promise<void>(resolve => server.close(() => resolve())),
  }
}
