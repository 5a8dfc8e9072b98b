import { resolve } from 'node:path'
import { WeirError } from '@weir/errors'
import { z } from 'zod'
import { openLmdbStateStore } from './lmdb/lmdb-state-store.ts'
import { createMemoryStateStore } from './memory/memory-state-store.ts'
import type { StateStore } from './state-store.ts'

/** Variables of whoever opens the state store; `stateUrl` fills in the default. */
export const stateStoreEnv = {
  WEIR_STATE_URL: z
    .string()
    .optional()
    .describe(
      'State store: lmdb:<directory>, or postgres://<user>:<password>@<host>:<port>/<database> to share it among machines; lmdb:<WEIR_DATA_DIR>/state when not set',
    ),
}

/** The URL of the state store that a configuration means. */
export const stateUrl = (config: { WEIR_STATE_URL?: string | undefined; WEIR_DATA_DIR: string }): string =>
  config.WEIR_STATE_URL ?? `lmdb:${config.WEIR_DATA_DIR}/state`

/**
 * Opens the engine that the URL names: `lmdb:<directory>`, relative to the working directory; `postgres://…`, whose
 * schema is brought up to date; or `memory:`, which forgets everything with the process.
 * @throws WeirError CONFIG_INVALID for an engine Weir does not have; STATE_UNAVAILABLE when it does not open.
 */
export async function openStateStore({ url }: { url: string }): Promise<StateStore> {
  const [, scheme, path] = /^([a-z]+):(?:\/\/)?(.*)$/.exec(url) ?? []
  if (scheme === 'memory') return createMemoryStateStore()
  if (scheme === 'postgres' || scheme === 'postgresql') {
    const { openPostgresStateStore } = await import('./postgres/postgres-state-store.ts')
    return openPostgresStateStore({ url })
  }
  if (scheme === 'lmdb' && path) return openLmdbStateStore(resolve(path))
  throw new WeirError('CONFIG_INVALID', `no state store at "${url.replace(/\/\/[^/@]*@/, '//')}"`, {
    field: 'WEIR_STATE_URL',
    remedy: 'write lmdb:<directory>, such as lmdb:data/state, or postgres://<user>:<password>@<host>/<database>',
  })
}
