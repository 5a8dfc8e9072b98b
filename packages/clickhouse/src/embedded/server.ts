import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { announce, type Identity, send, sendAnswer, sendFault } from './answer.ts'
import type { createBodyReader } from './body.ts'
import { Fault, faultOf } from './fault.ts'
import type { Queries } from './queries.ts'
import { readWish } from './request.ts'
import type { createAuthentication } from './users.ts'

export interface ServerParts {
  identity: Identity
  authenticate: ReturnType<typeof createAuthentication>
  readBody: ReturnType<typeof createBodyReader>
  queries: Queries
  onFailure(error: unknown): void
}

/** ClickHouse's HTTP interface, as far as its own client, curl and BI tools need it. */
export function createHttpServer(parts: ServerParts): Server {
  const server = createServer({ maxHeaderSize: 1 << 20, keepAliveTimeout: 10_000 }, (request, response) => {
    void respond(parts, request, response)
  })
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    response.writeContinue()
    void respond(parts, request, response)
  })
  return server
}

async function respond(parts: ServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { identity, queries } = parts
  const began = performance.now()
  const url = new URL(request.url ?? '/', 'http://localhost')
  const gone = new AbortController()
  response.on(
    'close',
    () => response.writableFinished || gone.abort(new Fault(735, 'QUERY_WAS_CANCELLED_BY_CLIENT', 'Gone.')),
  )
  let release = () => {}
  try {
    if (request.method !== 'GET' && request.method !== 'POST' && request.method !== 'HEAD') {
      throw new Fault(36, 'BAD_ARGUMENTS', `The method ${request.method} is not supported.`)
    }
    const isPing = url.pathname === '/ping' || url.pathname === '/replicas_status'
    if (isPing || (url.pathname === '/' && request.method !== 'POST' && !url.searchParams.has('query'))) {
      return send(response, 200, Buffer.from('Ok.\n'))
    }
    if (url.pathname !== '/') return send(response, 404, Buffer.from(`There is no handle ${url.pathname}\n`))
    const queryId = url.searchParams.get('query_id') || randomUUID()
    announce(response, identity, queryId)
    const user = parts.authenticate(request.headers, url.searchParams)
    const body = await parts.readBody(request)
    release = body.release
    const wish = readWish(request, url.searchParams, body.bytes)
    const answer = await queries.run(user, wish, request.method !== 'POST', gone.signal)
    const acceptsZip = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))
    await sendAnswer(response, answer, {
      format: wish.statement.format ?? wish.defaultFormat,
      zipped: acceptsZip && wish.settings.get('enable_http_compression') === '1',
      elapsedMs: performance.now() - began,
    })
  } catch (error) {
    if (!(error instanceof Fault) && !gone.signal.aborted) parts.onFailure(error)
    sendFault(response, faultOf(error), identity.version)
    // What is left of an unread body must not be taken for the next request.
    if (!request.complete) request.destroy()
  } finally {
    release()
  }
}
