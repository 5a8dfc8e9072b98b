import { createHash, timingSafeEqual } from 'node:crypto'
import { scopes } from '@weir/credentials'
import { WeirError } from '@weir/errors'
import { requireScope, type Scope, secretOf } from '@weir/http'
import type { onRequestAsyncHookHandler } from 'fastify'

/** Who may do what: a program by its API key, the query service on behalf of a person signed in to the console. */
export type Access = (scope: Scope) => onRequestAsyncHookHandler

const digest = (text: string) => createHash('sha256').update(text).digest()

/** @param token The bearer token of Weir's own services; whoever has it may say on whose behalf it calls. */
export function createAccess(token: string): Access {
  const expected = digest(token)
  return scope => {
    const byKey = requireScope(scope)
    return async function allow(request, reply) {
      const given = secretOf(request.headers.authorization)
      const tenant = request.headers['x-weir-tenant']
      if (given === undefined || !timingSafeEqual(digest(given), expected) || typeof tenant !== 'string')
        return byKey.call(this, request, reply)
      const named = String(request.headers['x-weir-scopes'] ?? '').split(',')
      const granted = scopes.filter(scope => named.includes(scope))
      if (!granted.includes(scope))
        throw new WeirError('FORBIDDEN', `this session may not do that: it has no scope ${scope}`, {
          remedy: `Use an API key with the scope ${scope}.`,
        })
      const id = String(request.headers['x-weir-principal'] ?? 'console')
      request.principal = { kind: 'api', id, tenant, scopes: granted }
    }
  }
}
