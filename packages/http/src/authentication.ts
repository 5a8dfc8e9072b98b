import { createHash, timingSafeEqual } from 'node:crypto'
import { WeirError } from '@weir/errors'
import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import type { Principal, Scope } from './principal.ts'

export interface RequireOptions {
  /** Also take the secret as the user name of Basic, as Segment's SDKs send it. */
  basic?: boolean
}

/** The secret of the Authorization header: a Bearer token, or the user of Basic. */
export function secretOf(authorization: string | undefined, options: RequireOptions = {}): string | undefined {
  const [, scheme = '', value = ''] = /^(\w+) +(\S+)$/.exec(authorization ?? '') ?? []
  if (scheme.toLowerCase() === 'bearer') return value
  if (scheme.toLowerCase() !== 'basic' || !options.basic) return undefined
  const user = Buffer.from(value, 'base64').toString('utf8')
  const end = user.indexOf(':')
  return (end < 0 ? user : user.slice(0, end)) || undefined
}

/**
 * Lets a request through whose secret has the scope, and sets `request.principal`.
 * Use it as `onRequest`, so that a stranger's body is never read, or as `preHandler`.
 * @throws WeirError UNAUTHENTICATED, FORBIDDEN; STATE_UNAVAILABLE when the secret cannot be checked.
 */
export function requireScope(scope: Scope, options: RequireOptions = {}): onRequestAsyncHookHandler {
  return async request => {
    const secret = secretOf(request.headers.authorization, options)
    const principal = secret === undefined ? undefined : await request.server.verifier.verify(secret)
    if (!principal)
      throw new WeirError(
        'UNAUTHENTICATED',
        secret === undefined ? 'no key was sent' : 'nobody issued this key, or it was revoked',
        {
          field: 'Authorization',
          remedy: options.basic
            ? 'Send your write key as the user of Basic authentication, or as a Bearer token.'
            : 'Send Authorization: Bearer <API key>.',
        },
      )
    if (!principal.scopes.includes(scope))
      throw new WeirError('FORBIDDEN', `this key may not do that: it has no scope ${scope}`, {
        field: 'Authorization',
        remedy: `Use a key with the scope ${scope}.`,
      })
    request.principal = principal
  }
}

/** Lets only Weir's other services through, by the token derived from the installation's secrets. */
export function internalOnly(token: string): onRequestAsyncHookHandler {
  // Hashed first: timingSafeEqual needs equal lengths, and the length must not leak either.
  const digest = (text: string) => createHash('sha256').update(text).digest()
  const expected = digest(token)
  return async (request: FastifyRequest) => {
    const given = secretOf(request.headers.authorization)
    if (given === undefined || !timingSafeEqual(digest(given), expected))
      throw new WeirError('UNAUTHENTICATED', 'this endpoint is for Weir’s own services', {
        field: 'Authorization',
        remedy: 'Ask the query service: its API has what this one knows.',
      })
  }
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls; set by `requireScope`. */
    principal: Principal
  }
}
