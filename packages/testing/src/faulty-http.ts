import { createServer, type IncomingHttpHeaders, request as send } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** A request on its way through, whole. */
export interface PassingRequest {
  method: string
  /** Path and query, still encoded. */
  path: string
  headers: IncomingHttpHeaders
  body: Buffer
}

export interface PassedAnswer {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
}

/**
 * What happens to one request:
 * - `drop`: the connection breaks before the target sees it;
 * - `lose-answer`: the target carries it out, then the connection breaks;
 * - `fake-ok`: 200 without anything, and the target never sees it;
 * - `swallow`: the target never sees it and no answer ever comes;
 * - `hang-after`: the target carries it out and no answer ever comes;
 * - a function: anything; `forward` may be called as often as one likes, what it returns is the answer (undefined: the
 *   connection breaks).
 */
export type HttpFault =
  | 'drop'
  | 'lose-answer'
  | 'fake-ok'
  | 'swallow'
  | 'hang-after'
  | ((
      request: PassingRequest,
      forward: (request?: PassingRequest) => Promise<PassedAnswer>,
    ) => Promise<PassedAnswer | undefined>)

export interface FaultyHttp {
  url: string
  /** Requests that came, in order. */
  readonly requests: readonly PassingRequest[]
  /** The next requests that match (all, unless told) meet these faults, one each. */
  next(faults: readonly HttpFault[], matches?: (request: PassingRequest) => boolean): void
  /** Faults not yet met. */
  readonly pending: number
  close(): Promise<void>
}

/** A proxy before an HTTP service, for tests of what happens when requests and answers get lost. */
export async function createFaultyHttp(target: string): Promise<FaultyHttp> {
  const { hostname, port } = new URL(target)
  const requests: PassingRequest[] = []
  const plans: { fault: HttpFault; matches(request: PassingRequest): boolean }[] = []
  const sockets = new Set<Socket>()

  const forward = ({ method, path, headers, body }: PassingRequest): Promise<PassedAnswer> =>
    new Promise((resolve, reject) => {
      const { 'transfer-encoding': _, connection: __, ...kept } = headers
      const outgoing = send({ hostname, port, method, path, headers: { ...kept, 'content-length': body.length } })
      outgoing.on('error', reject)
      outgoing.on('response', incoming => {
        const chunks: Buffer[] = []
        incoming.on('error', reject)
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
        incoming.on('end', () =>
          resolve({ status: incoming.statusCode ?? 502, headers: incoming.headers, body: Buffer.concat(chunks) }),
        )
      })
      outgoing.end(body)
    })

  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const request: PassingRequest = {
      method: incoming.method ?? 'GET',
      path: incoming.url ?? '/',
      headers: incoming.headers,
      body: Buffer.concat(chunks),
    }
    requests.push(request)
    const index = plans.findIndex(plan => plan.matches(request))
    const [plan] = index < 0 ? [] : plans.splice(index, 1)
    const answer = await meet(plan?.fault, request).catch(() => undefined)
    if (answer === 'never') return
    if (answer === undefined) return void incoming.socket.destroy()
    const { 'transfer-encoding': _, connection: __, 'keep-alive': ___, ...headers } = answer.headers
    outgoing.writeHead(answer.status, { ...headers, 'content-length': answer.body.length }).end(answer.body)
  })

  async function meet(
    fault: HttpFault | undefined,
    request: PassingRequest,
  ): Promise<PassedAnswer | undefined | 'never'> {
    if (fault === undefined) return forward(request)
    if (fault === 'drop') return undefined
    if (fault === 'swallow') return 'never'
    if (fault === 'fake-ok') return { status: 200, headers: {}, body: Buffer.alloc(0) }
    if (typeof fault === 'function') return fault(request, (changed = request) => forward(changed))
    await forward(request)
    return fault === 'hang-after' ? 'never' : undefined
  }

  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    get pending() {
      return plans.length
    },
    next(faults, matches = () => true) {
      plans.push(...faults.map(fault => ({ fault, matches })))
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
