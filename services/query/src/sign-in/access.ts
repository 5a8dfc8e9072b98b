import type { LoginTokens } from '@weir/credentials'
import { WeirError } from '@weir/errors'
import { type Principal, requireScope, type Scope } from '@weir/http'
import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify'

/** Name of the session cookie. */
export const sessionCookie = 'weir_session'

/** Who may do what: a program by its API key, a person in a browser by the session cookie. */
export interface Access {
  /** An `onRequest` hook: sets `request.principal`, or refuses. */
  allow(scope: Scope): onRequestAsyncHookHandler
  /** Whoever is at the browser, if anybody. */
  signedIn(request: FastifyRequest): Promise<Principal | undefined>
}

export function createAccess(logins: LoginTokens): Access {
  const signedIn = async (request: FastifyRequest): Promise<Principal | undefined> => {
    const id = request.cookies[sessionCookie]
    const session = id === undefined ? undefined : await logins.session(id)
    return session && { kind: 'api', id: `${session.tenant}.session`, tenant: session.tenant, scopes: session.scopes }
  }
  return {
    signedIn,
    allow(scope) {
      const byKey = requireScope(scope)
      return async function allow(request, reply) {
        // A header always wins: a program that sends a wrong key must not pass because of a cookie.
        const principal = request.headers.authorization === undefined ? await signedIn(request) : undefined
        if (!principal) return byKey.call(this, request, reply)
        refuseForeignPages(request)
        if (!principal.scopes.includes(scope)) {
          throw new WeirError('FORBIDDEN', `a session of the console may not do that: it has no scope ${scope}`, {
            remedy: `Use an API key with the scope ${scope}.`,
          })
        }
        request.principal = principal
      }
    },
  }
}

/**
 * A cookie goes along with whatever a browser is made to send, so a request that changes something must come from a page
 * of ours. Browsers name the origin of every such request.
 */
export function refuseForeignPages(request: FastifyRequest): void {
  if (request.method === 'GET' || request.method === 'HEAD') return
  const site = request.headers['sec-fetch-site']
  if (site === 'same-origin') return
  const { origin } = request.headers
  if (site === undefined && origin !== undefined && hostOf(origin) === request.headers.host) return
  throw new WeirError('FORBIDDEN', 'this request came from another site', {
    remedy: 'Send an API key in the Authorization header.',
  })
}

const hostOf = (url: string): string | undefined => (URL.canParse(url) ? new URL(url).host : undefined)
