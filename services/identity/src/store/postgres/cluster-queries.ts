import type { Postgres } from '@weir/postgres'
import type { ClusterKey, ClusterLink, IdentityStore } from '../identity-store.ts'
import { type KeyRow, keyColumns, storedKey } from './key-rows.ts'
import { type LinkRow, linkColumns, provenanceOfRow } from './link-rows.ts'

interface ClusterKeyRow extends KeyRow {
  own_key_id: string
  type: string
  scope: Buffer
  value: Buffer | null
  sealed: string | null
}

const columns = `own.key_id AS own_key_id, ${keyColumns}, k.type, k.scope, k.value, k.sealed`

const selectCluster = `
  WITH own AS (SELECT key_id, one_id FROM weir.identity_keys WHERE tenant = $1 AND hash = $2)
  SELECT ${columns} FROM own JOIN weir.identity_keys k ON k.key_id = own.one_id
  UNION ALL
  SELECT ${columns} FROM own JOIN weir.identity_keys k ON k.one_id = own.one_id AND k.one_id <> k.key_id`

/** The cluster of a key as of one moment, the key that was asked for first. */
export async function findCluster(
  postgres: Postgres,
  tenant: string,
  hash: Uint8Array,
): Promise<Awaited<ReturnType<IdentityStore['find']>>> {
  const rows = await postgres.query<ClusterKeyRow>(selectCluster, [tenant, Buffer.from(hash)])
  const [first] = rows
  if (!first) return undefined
  const keyId = Number(first.own_key_id)
  const rank = (key: ClusterKey) => (key.keyId === keyId ? 0 : key.keyId)
  const keys = rows.map(clusterKey).sort((a, b) => rank(a) - rank(b))
  return { keyId, oneId: Number(first.one_id), keys }
}

function clusterKey(row: ClusterKeyRow): ClusterKey {
  const { keyId, firstAt, lastHour, degree } = storedKey(row)
  const { type, scope, value, sealed } = row
  return { keyId, type, scope: String(scope), value: value && String(value), sealed, firstAt, lastHour, degree }
}

const selectLinks = `
  SELECT l.lo, l.hi, ${linkColumns} FROM weir.identity_links l WHERE l.lo = $1
  UNION ALL
  SELECT l.lo, l.hi, ${linkColumns} FROM weir.identity_links l WHERE l.hi = $1`

export async function findLinks(postgres: Postgres, keyId: number): Promise<ClusterLink[]> {
  const rows = await postgres.query<LinkRow & { lo: string; hi: string }>(selectLinks, [keyId])
  return rows.map(row => ({ lo: Number(row.lo), hi: Number(row.hi), seen: provenanceOfRow(row) }))
}
