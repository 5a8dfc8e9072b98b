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
  const [path = '/', ...search] = (request.url ?? '/').split('?')
  const url = new URLSearchParams(search.join('?'))
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
    const isPing = path === '/ping' || path === '/replicas_status'
    if (isPing || (path === '/' && request.method !== 'POST' && !url.has('query'))) {
      return send(response, 200, Buffer.from('Ok.\n'))
    }
    if (path !== '/') return send(response, 404, Buffer.from(`There is no handle ${path}\n`))
    const given = url.get('query_id') ?? ''
    const queryId = /^[\x20-\x7e]{1,500}$/.test(given) ? given : randomUUID()
    announce(response, identity, queryId)
    const user = parts.authenticate(request.headers, url)
    const body = await parts.readBody(request)
    release = body.release
    const wish = readWish(request, url, body.bytes)
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
