import { WeirError } from '@weir/errors'
import { type App, internalOnly } from '@weir/http'
import { z } from 'zod'
import type { ClusterKey, IdentityStore } from './store/identity-store.ts'

const request = z.object({
  tenant: z.string().min(1),
  type: z.string().min(1),
  scope: z.string().default(''),
  hash: z.string().regex(/^[0-9a-f]{32}$/, { error: 'must be 32 hex characters' }),
})

const key = z.object({
  keyId: z.int(),
  type: z.string(),
  scope: z.string(),
  value: z.string().nullable().describe('In clear, only for types of sensitivity 1 and 2'),
  sealed: z.string().nullable().describe('Sealed value, base64'),
  firstSeen: z.int().describe('Earliest event time, Unix ms'),
  lastSeen: z.int().describe('Latest event time to the hour below, Unix ms'),
})

const response = z.object({
  keyId: z.int(),
  oneId: z.int().describe('Smallest key id of the cluster'),
  keys: z.array(key).describe('The whole cluster, the key asked for first'),
})

const hourMs = 3_600_000

/** Who a key belongs to, for Weir's own services. */
export function lookupRoute(app: App, { store, token }: { store: Pick<IdentityStore, 'find'>; token: string }): void {
  app.post(
    '/v1/identity/lookup',
    { onRequest: internalOnly(token), schema: { body: request, response: { 200: response } } },
    async ({ body }) => {
      const found = await store.find(body.tenant, Buffer.from(body.hash, 'hex'))
      const [own] = found?.keys ?? []
      if (!found || own?.type !== body.type || own.scope !== body.scope) {
        throw new WeirError('NOT_FOUND', 'nobody with this key was seen', {
          remedy: 'Ask again when an event with this key was accepted.',
        })
      }
      return { keyId: found.keyId, oneId: found.oneId, keys: found.keys.map(shown) }
    },
  )
}

const shown = ({ keyId, type, scope, value, sealed, firstAt, lastHour }: ClusterKey) => ({
  ...{ keyId, type, scope, value, sealed },
  firstSeen: firstAt,
  // The hour a key was first seen in begins before it.
  lastSeen: Math.max(firstAt, lastHour * hourMs),
})
