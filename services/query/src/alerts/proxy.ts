import { WeirError } from '@weir/errors'
import type { App } from '@weir/http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Access, refuseForeignPages } from '../sign-in/access.ts'
import { principalHeaders } from './principal-headers.ts'

export interface AlertsProxyDeps {
  access: Access
  /** Where the alerts service listens. */
  url: string
  /** Bearer token of calls between services. */
  token: string
}

const timeoutMs = 15_000
const sentOn = ['accept', 'accept-language', 'content-type', 'user-agent', 'x-request-id'] as const
const handedBack = [
  'content-type',
  'location',
  'retry-after',
  'www-authenticate',
  'content-security-policy',
  'cache-control',
] as const

/**
 * /v1/alerts/* is the alerts service's; it is reached through query, so that people and programs know one address. It decides
 * itself who may do what: an API key is passed on as it came, a browser's session as the principal it stands for, and a
 * request with neither (a signed link on a phone) as nobody's.
 */
export function alertsProxy(app: App, { access, url, token }: AlertsProxyDeps): void {
  app.register(async proxied => {
    proxied.removeAllContentTypeParsers()
    proxied.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body))
    for (const path of ['/v1/alerts', '/v1/alerts/*']) {
      proxied.route({
        method: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
        url: path,
        schema: { hide: true },
        handler: async (request, reply) => forward(request, reply, await identityOf(request)),
      })
    }
  })

  async function identityOf(request: FastifyRequest): Promise<Record<string, string>> {
    const { authorization } = request.headers
    if (authorization !== undefined) return { authorization }
    const principal = await access.signedIn(request)
    if (!principal) return {}
    refuseForeignPages(request)
    return principalHeaders(token, principal)
  }

  async function forward(
    request: FastifyRequest,
    reply: FastifyReply,
    identity: Record<string, string>,
  ): Promise<FastifyReply> {
    const headers = new Headers(identity)
    for (const name of sentOn) {
      const value = request.headers[name]
      if (typeof value === 'string') headers.set(name, value)
    }
    const body =
      request.body instanceof Uint8Array && request.body.length > 0 ? new Uint8Array(request.body) : undefined
    const answer = await fetch(targetOf(request.url, url), {
      method: request.method,
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      ...(body && { body }),
    }).catch(cause => {
      throw new WeirError('OVERLOADED', 'the alerts service does not answer', {
        cause,
        remedy: 'Ask again in a few seconds; if it stays so, look at /readyz of the alerts service.',
      })
    })
    for (const name of handedBack) {
      const value = answer.headers.get(name)
      if (value !== null) reply.header(name, value)
    }
    return reply.code(answer.status).send(Buffer.from(await answer.arrayBuffer()))
  }
}

/**
 * Path and query of the request at the address of the alerts service, nothing else: a request line may hold a whole URL,
 * and following its host would carry the internal token to wherever a caller likes.
 */
function targetOf(requested: string, alertsUrl: string): URL {
  const { pathname, search } = new URL(requested, alertsUrl)
  const target = new URL(alertsUrl)
  target.pathname = pathname
  target.search = search
  return target
}
