import { join } from 'node:path'
import {
  type CredentialsFile,
  createCredentials,
  ensureFirstStart,
  type FirstStart,
  readCredentialsFile,
} from '@weir/credentials'
import { createLeases, processHolder } from '@weir/state-store'

export interface SharedFirstStart extends FirstStart {
  /** Whether other trees may use this state store, too. */
  shared: boolean
  /** Whether ingest or query run here: elsewhere nobody would look for the keys. */
  facesPeople: boolean
  signal: AbortSignal
}

/**
 * The tenant and keys of the first start. Where the state store is shared, only the first tree of the installation makes
 * them: ten machines need no ten sets of keys, and nobody would ever revoke nine of them.
 * @returns undefined when they were made elsewhere.
 */
export async function firstStart(options: SharedFirstStart): Promise<CredentialsFile | undefined> {
  const { shared, facesPeople, signal, ...start } = options
  if (!shared) return ensureFirstStart(start)
  if (!facesPeople) return undefined
  const lease = await createLeases(start.state).acquire('first-start', {
    holder: processHolder('weir'),
    ttlMs: 10_000,
    signal,
  })
  try {
    const here = await readCredentialsFile(join(start.dataDir, 'credentials.json'))
    const tenants = here ? [] : await createCredentials(start.state).tenants()
    return tenants.length > 0 ? undefined : await ensureFirstStart(start)
  } finally {
    await lease.release()
  }
}
