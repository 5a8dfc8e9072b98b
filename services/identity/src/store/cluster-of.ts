import type { GraphTables } from './graph-tables.ts'
import type { IdentityStore } from './identity-store.ts'

/** The cluster of a key as the tables hold it now, the key that was asked for first. */
export function clusterOf(
  tables: GraphTables,
  tenant: string,
  hash: Uint8Array,
): Awaited<ReturnType<IdentityStore['find']>> {
  const keyId = tables.keyIdOf(tenant, hash)
  if (keyId === undefined) return undefined
  const { oneId } = tables.key(keyId)
  const others = [oneId, ...tables.members(oneId)].filter(id => id !== keyId)
  const keys = [keyId, ...others].map(id => {
    const { type, scope, value, sealed, firstAt, lastHour, degree } = tables.key(id)
    return { keyId: id, type, scope, value, sealed, firstAt, lastHour, degree }
  })
  return { keyId, oneId, keys }
}
