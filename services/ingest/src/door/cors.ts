import { WeirError } from '@weir/errors'
import type { App } from '@weir/http'
import type { FastifyReply, FastifyRequest } from 'fastify'

const exposed = 'Retry-After, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, X-Request-Id'
const usualHeaders = 'Authorization, Content-Type, Content-Encoding, X-Retry-Count'
const headerNames = /^[\w-]+(?: *, *[\w-]+){0,63}$/

/**
 * Any page may read the answers: they hold nothing but verdicts on what it sent, and a refusal that its developer cannot
 * read helps nobody. Whether it may send is decided by `assertOrigin`, when the source is known: a preflight carries no
 * key, and a beacon comes without preflight.
 */
export function addCorsHeaders(app: App): void {
  app.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers
    reply.header('vary', 'Origin')
    if (origin === undefined) return
    reply.header('access-control-allow-origin', origin)
    // Beacons and some SDKs send in credentialed mode. Nothing here reads a cookie.
    reply.header('access-control-allow-credentials', 'true')
    reply.header('access-control-expose-headers', exposed)
  })
}

/** The answer to a browser that asks whether it may send. */
export async function answerPreflight(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const asked = request.headers['access-control-request-headers']
  reply
    .code(204)
    .header('allow', 'POST, OPTIONS')
    .header('access-control-allow-methods', 'POST, OPTIONS')
    .header('access-control-allow-headers', asked !== undefined && headerNames.test(asked) ? asked : usualHeaders)
    .header('access-control-max-age', '86400')
  await reply.send()
}

/** @throws WeirError FORBIDDEN for a page that is none of the source's. */
export function assertOrigin(origin: string | undefined, allowed: readonly string[] | undefined): void {
  if (origin === undefined || allowed === undefined) return
  if (allowed.some(pattern => matches(origin.toLowerCase(), pattern.toLowerCase()))) return
  throw new WeirError('FORBIDDEN', 'pages of this origin may not send to this source', {
    field: 'Origin',
    remedy: 'Add the origin to the settings of the source.',
  })
}

/** `https://*.shop.example` means every host below it, not itself. */
function matches(origin: string, pattern: string): boolean {
  const [scheme, rest] = pattern.split('://*.')
  if (rest === undefined) return origin === pattern
  return origin.startsWith(`${scheme}://`) && origin.endsWith(`.${rest}`)
}
