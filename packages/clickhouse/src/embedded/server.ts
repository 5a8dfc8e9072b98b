import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { announce, createOutgoing, type Identity, type Outgoing, send, sendFault } from './answer.ts'
import type { createBodyReader } from './body.ts'
import { Fault, faultOf } from './fault.ts'
import type { Queries } from './queries.ts'
import { flag, longestQuery, readWish } from './request.ts'
import type { createAuthentication } from './users.ts'
import type { Encoding } from './wire/encoding.ts'

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
  const beganMs = performance.now()
  const [path = '/', ...search] = (request.url ?? '/').split('?')
  const url = new URLSearchParams(search.join('?'))
  const gone = new AbortController()
  response.on(
    'close',
    () => response.writableFinished || gone.abort(new Fault(735, 'QUERY_WAS_CANCELLED_BY_CLIENT', 'Gone.')),
  )
  let outgoing: Outgoing | undefined
  let release = () => {}
  let leave = () => {}
  try {
    if (request.method !== 'GET' && request.method !== 'POST' && request.method !== 'HEAD') {
      throw new Fault(36, 'BAD_ARGUMENTS', `The method ${request.method} is not supported.`)
    }
    const isPing = path === '/ping' || path === '/replicas_status'
    if (isPing || (path === '/' && request.method !== 'POST' && !url.has('query'))) {
      return send(response, 200, Buffer.from('Ok.\n'))
    }
    if (path !== '/') return send(response, 404, Buffer.from(`There is no handle ${path}\n`))
    const given = url.get('query_id') ?? String(request.headers['x-clickhouse-query-id'] ?? '')
    const queryId = /^[\x20-\x7e]{1,500}$/.test(given) ? given : randomUUID()
    const exceptionTag = announce(response, identity, queryId)
    const user = parts.authenticate(request.headers, url)
    const body = await parts.readBody(request, {
      inBlocks: flag(url, 'decompress') === true,
      // Who only asks must not fill the room for rows.
      mostBytes: user.role === 'bi' ? longestQuery : undefined,
    })
    release = body.release
    const wish = readWish(request, url, body.bytes)
    outgoing = createOutgoing(response, {
      format: wish.statement.format ?? wish.defaultFormat,
      encoding: encodingOf(request, url),
      beganMs,
      exceptionTag,
    })
    leave = queries.running.enter(user, queryId, gone)
    await outgoing.end(await queries.run(user, wish, request.method !== 'POST', outgoing.sink, gone.signal))
  } catch (error) {
    if (!(error instanceof Fault) && !gone.signal.aborted) parts.onFailure(error)
    if (outgoing) await outgoing.fail(faultOf(error), identity.version).catch(parts.onFailure)
    else sendFault(response, faultOf(error), identity.version)
    if (!request.complete) linger(request)
  } finally {
    leave()
    release()
  }
}

/**
 * What is left of an unread body must not be taken for the next request; and a client that is still sending it reads
 * its answer only if nobody hangs up on it.
 */
function linger(request: IncomingMessage): void {
  const timer = setTimeout(() => request.destroy(), 2_000)
  request
    .on('close', () => clearTimeout(timer))
    .on('error', () => {})
    .resume()
}

function encodingOf(request: IncomingMessage, url: URLSearchParams): Encoding {
  if (flag(url, 'compress')) return 'blocks'
  const acceptsZip = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))
  return acceptsZip && flag(url, 'enable_http_compression') ? 'gzip' : 'plain'
}
