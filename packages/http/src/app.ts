import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { isWeirError, WeirError } from '@weir/errors'
import type { Readiness } from '@weir/lifecycle'
import type { Logger, Metrics } from '@weir/telemetry'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
  type RawServerDefault,
} from 'fastify'
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import { parseJson } from './json.ts'
import { addOpenApi } from './openapi.ts'
import type { Principal, Verifier } from './principal.ts'
import { addProbes } from './probes.ts'
import { problemOf, problemType } from './problem.ts'

/** A Fastify instance whose routes are typed by their zod schemas. */
export type App = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>

export interface AppOptions {
  service: string
  log: Logger
  metrics: Metrics
  readiness: Readiness
  /** Checks secrets for `requireScope`; a service without such routes needs none. */
  credentials?: Verifier
  /** Given, `/docs` shows the routes and `/docs/json` is the OpenAPI document. */
  openapi?: { title: string; version: string; description?: string }
  /** Largest body of a request, bytes; default 1 MB. */
  bodyLimit?: number
}

/** The application every service starts from: failures as problem+json, probes, security headers, bounded requests. */
export function buildApp(options: AppOptions): App {
  const { log, metrics } = options
  const app: App = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    // Request lines would hold paths with keys of persons in them; the histogram below has what operators need.
    logController: new LogController({ disableRequestLogging: true }),
    childLoggerFactory: logger => logger,
    genReqId: request => requestIdOf(request.headers['x-request-id']),
    bodyLimit: options.bodyLimit ?? 1_000_000,
    requestTimeout: 30_000,
    // Longer than the usual 60 s of load balancers: the side that opens connections should close them.
    keepAliveTimeout: 72_000,
    http: { headersTimeout: 20_000 },
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: 1_024, ignoreTrailingSlash: true },
    frameworkErrors: (error, request, reply) => void sendProblem(error, request, reply),
    clientErrorHandler: answerBrokenRequest,
  }).withTypeProvider<ZodTypeProvider>()

  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler((error, request, reply) => {
    const status = sendProblem(error, request, reply)
    const expected = isWeirError(error) && error.code !== 'INTERNAL'
    if (status >= 500) {
      const fields = {
        err: error,
        requestId: request.id,
        method: request.method,
        route: request.routeOptions.url,
        status,
      }
      if (expected) log.warn(fields, 'request failed')
      else log.error(fields, 'request failed unexpectedly')
    }
  })
  app.setNotFoundHandler((request, reply) => {
    const error = new WeirError('NOT_FOUND', `there is no ${request.method} at this path`, {
      remedy: 'Check method and path.',
    })
    sendProblem(error, request, reply)
  })

  app.removeContentTypeParser(['application/json', 'text/plain'])
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_, body, done) => {
    try {
      done(null, parseJson(body as string))
    } catch (error) {
      done(error as Error)
    }
  })

  const principal = null as unknown as Principal // only read behind requireScope, which sets it
  app.decorateRequest('principal', principal)
  app.decorate('verifier', options.credentials ?? noCredentials)

  const seconds = metrics.histogram({
    name: 'weir_http_request_seconds',
    help: 'Time from the request to the end of the answer.',
    labels: ['method', 'route', 'status'],
  })
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ ...securityHeaders, 'x-request-id': request.id })
  })
  // A kept-alive connection that is answered during the stop would hold it up until its time-out.
  let closing = false
  app.addHook('preClose', async () => {
    closing = true
  })
  app.addHook('onSend', (_, reply, payload, done) => {
    if (closing) reply.header('connection', 'close')
    done(null, payload)
  })
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown'
    seconds.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1_000)
  })

  const routes: string[] = []
  app.addHook('onRoute', ({ method, url }) => {
    for (const verb of [method].flat()) routes.push(`${verb} ${url}`)
  })
  app.addHook('onReady', async () => log.debug({ routes }, 'serves these routes'))

  // Node would refuse any expectation but 100-continue, without a word. It may as well not be met.
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response))

  if (options.openapi) addOpenApi(app, options.openapi)
  addProbes(app, options)
  return app
}

/** Strictest defaults, for JSON; a page sets its own Content-Security-Policy. */
const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
}

const requestIdOf = (given: string | string[] | undefined): string =>
  typeof given === 'string' && /^[\w.:-]{1,64}$/.test(given) ? given : randomUUID()

const noCredentials: Verifier = { verify: async () => undefined }

function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): number {
  const { status, retryAfter, problem } = problemOf(error, request.id)
  // A route may know better how long to wait.
  if (retryAfter !== undefined && !reply.hasHeader('retry-after')) reply.header('retry-after', retryAfter)
  if (status === 401) reply.header('www-authenticate', 'Bearer realm="weir"')
  // Serialised here: a route's response schema must not be able to turn a problem into another one.
  reply
    .code(status)
    .type(problemType)
    .serializer((body: unknown) => JSON.stringify(body))
    .send(problem)
  return status
}

const brokenStatus: Record<string, [status: number, message: string, remedy: string]> = {
  HPE_HEADER_OVERFLOW: [431, 'the headers are too large', 'Send fewer or shorter headers, such as cookies.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'the request did not arrive in time', 'Send it again, or less in one request.'],
}

/** What is not even HTTP never reaches a route; it is answered on the socket. */
function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const notHttp = [400, 'the request is no valid HTTP', 'Send HTTP/1.1, as long as Content-Length says.'] as const
  const [status, message, remedy] = brokenStatus[error.code ?? ''] ?? notHttp
  const { problem } = problemOf(new WeirError('REQUEST_MALFORMED', message, { remedy }), randomUUID())
  const body = JSON.stringify({ ...problem, status })
  const head = [
    `HTTP/1.1 ${status} ${problem.title}`,
    `Content-Type: ${problemType}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]
  socket.end(`${[...head, 'Connection: close'].join('\r\n')}\r\n\r\n${body}`)
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Checks secrets; see `AppOptions.credentials`. */
    verifier: Verifier
  }
}
