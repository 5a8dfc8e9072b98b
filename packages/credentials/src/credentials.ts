import { randomBytes } from 'node:crypto'
import { isWeirError, WeirError } from '@weir/errors'
import type { StateStore } from '@weir/state-store'
import { createKeyCache } from './key-cache.ts'
import { createKeyStore } from './key-store.ts'
import type { KeyEntry, Principal, Scope, Source, Tenant } from './principal.ts'
import { scopes as allScopes } from './principal.ts'
import { checkNames, createRegistry } from './registry.ts'
import { hashOf, looksLike, newSecret } from './secret.ts'

export type NewKey =
  | { kind: 'write'; tenant: string; source: string; name?: string }
  | { kind: 'api'; tenant: string; scopes: readonly Scope[]; name?: string }

export interface Credentials {
  /** The principal of a secret, `undefined` for an unknown or revoked one. An answer is at most 5 s old. */
  verify(secret: string): Promise<Principal | undefined>
  /**
   * Makes a key, and its tenant and source when they are new; the secret is nowhere but in the answer.
   * @throws WeirError REQUEST_MALFORMED with the field at fault.
   */
  create(key: NewKey): Promise<{ secret: string; principal: Principal }>
  /**
   * Makes a key in place of another, which stays valid for `keepMs` more: two generations at most, so one that was itself
   * being replaced ends now. The secret is nowhere but in the answer. @throws WeirError NOT_FOUND, REQUEST_MALFORMED
   */
  rotate(id: string, options: { keepMs: number }): Promise<{ secret: string; principal: Principal }>
  /** False when there is no such key, or it was revoked before. Other processes follow within 5 s. */
  revoke(id: string): Promise<boolean>
  /** Every key of a tenant, revoked ones too. */
  list(tenant: string): Promise<readonly KeyEntry[]>
  sources(tenant: string): Promise<readonly Source[]>
  tenants(): Promise<readonly Tenant[]>
}

export interface CredentialOptions {
  /** How long an answer of `verify` is kept, milliseconds, at most 5,000; 0 asks every time. */
  cacheMs?: number
  /** Unix ms. */
  now?: () => number
}

const maxCacheMs = 5_000
const maxKeepMs = 366 * 86_400_000

export function createCredentials(state: StateStore, options: CredentialOptions = {}): Credentials {
  const { cacheMs = maxCacheMs, now = Date.now } = options
  const keys = createKeyStore(state)
  const registry = createRegistry(state)
  const cache = createKeyCache(keys.principal, Math.min(cacheMs, maxCacheMs))

  return {
    async verify(secret) {
      const principal = looksLike(secret, ['write', 'api']) ? await cache.get(hashOf(secret)) : undefined
      return principal?.expiresAt !== undefined && principal.expiresAt <= now() ? undefined : principal
    },

    async create(key) {
      checkKey(key)
      const { kind, tenant, name = key.kind === 'write' ? key.source : 'api' } = key
      const source = key.kind === 'write' ? key.source : undefined
      const secret = newSecret(kind)
      const principal: Principal = {
        kind,
        id: `${tenant}.${randomBytes(9).toString('base64url')}`,
        tenant,
        ...(source === undefined ? {} : { source }),
        scopes: key.kind === 'write' ? ['ingest'] : [...new Set(key.scopes)],
      }
      const createdAt = now()
      for (;;) {
        const registered = await registry.ensure({ tenant, source }, createdAt)
        const entry = { ...principal, name, hint: secret.slice(0, 7), createdAt }
        try {
          await keys.add(hashOf(secret), principal, entry, registered)
          return { secret, principal }
        } catch (error) {
          // Another key of a new source was made at the same moment, and registered it.
          if (!isWeirError(error, 'CONFLICT') || registered.length === 0) throw error
        }
      }
    },

    async rotate(id, { keepMs }) {
      if (!(keepMs >= 0 && keepMs <= maxKeepMs))
        throw new WeirError('REQUEST_MALFORMED', 'an old key stays valid for at most a year', { field: 'keepMs' })
      const at = now()
      const random = randomBytes(9).toString('base64url')
      for (;;) {
        const stored = await keys.entry(id)
        const before = stored?.value
        if (before === undefined || before.revokedAt !== undefined || (before.expiresAt ?? at + 1) <= at)
          throw new WeirError('NOT_FOUND', 'there is no valid key of this id', {
            remedy: 'List the keys of the tenant.',
          })
        if (before.expiresAt !== undefined)
          throw new WeirError('REQUEST_MALFORMED', 'this key is being replaced already', {
            field: 'id',
            remedy: 'Rotate the key that took its place, or revoke this one.',
          })
        const { kind, tenant, source, scopes, name } = before
        const secret = newSecret(kind)
        const principal: Principal = {
          ...{ kind, id: `${tenant}.${random}`, tenant, scopes },
          ...(source === undefined ? {} : { source }),
        }
        const entry = { ...principal, name, hint: secret.slice(0, 7), createdAt: at, replaces: id }
        try {
          const ended = await keys.replace(stored!, at + keepMs, { hash: hashOf(secret), principal, entry }, at)
          for (const hash of ended) cache.forget(hash)
          return { secret, principal }
        } catch (error) {
          if (!isWeirError(error, 'CONFLICT')) throw error
        }
      }
    },

    async revoke(id) {
      const hash = await keys.revoke(id, now())
      if (hash !== undefined) cache.forget(hash)
      return hash !== undefined
    },

    list: keys.list,
    sources: registry.sources,
    tenants: registry.tenants,
  }
}

/** @throws WeirError REQUEST_MALFORMED */
function checkKey(key: NewKey): void {
  checkNames({ tenant: key.tenant, source: key.kind === 'write' ? key.source : undefined })
  if (key.name !== undefined && (key.name.length === 0 || key.name.length > 100)) {
    throw new WeirError('REQUEST_MALFORMED', 'a name has 1 to 100 characters', { field: 'name' })
  }
  if (key.kind === 'write') return
  if (key.scopes.length === 0 || key.scopes.some(scope => !allScopes.includes(scope))) {
    throw new WeirError('REQUEST_MALFORMED', `scopes are one or more of ${allScopes.join(', ')}`, { field: 'scopes' })
  }
}
