import { join, resolve } from 'node:path'
import { WeirError } from '@weir/errors'
import type { IdentityStore } from './identity-store.ts'
import { openLmdbIdentityStore } from './lmdb/lmdb-identity-store.ts'

/**
 * Opens the identity state that belongs to a state store: for `lmdb:<directory>` a directory `identity` inside it, for
 * `postgres://…` tables in the same database, so that a copy of one is a copy of both.
 * @throws WeirError CONFIG_INVALID for an engine Weir does not have, and what the engine throws.
 */
export async function openIdentityStore(stateUrl: string): Promise<IdentityStore> {
  const path = /^lmdb:(?:\/\/)?(.+)$/.exec(stateUrl)?.[1]
  if (path) return openLmdbIdentityStore({ path: join(resolve(path), 'identity') })
  if (/^postgres(ql)?:\/\//.test(stateUrl)) {
    // Loaded by those who use it.
    const { openPostgres } = await import('@weir/postgres')
    const { createPostgresIdentityStore } = await import('./postgres/postgres-identity-store.ts')
    return createPostgresIdentityStore(await openPostgres({ url: stateUrl, applicationName: 'weir identity' }))
  }
  throw new WeirError('CONFIG_INVALID', `no identity state is kept in ${stateUrl.split(':')[0]}:`, {
    field: 'WEIR_STATE_URL',
    remedy: 'write lmdb:<directory>, such as lmdb:data/state, or postgres://user@host/database',
  })
}
