import type { PostgresSession } from '@weir/postgres'
import type { Provenance } from '../provenance.ts'
import { byteaArray, int4Array, int8Array, textArray } from './arrays.ts'
import type { Batch } from './batch.ts'
import { type KeyRow, keyColumns, type StoredKey, storedKey } from './key-rows.ts'
import { type LinkRow, linkColumns, provenanceOfRow } from './link-rows.ts'

/** What is committed, and so durable, of a batch's keys and links; by place, absent where there is none. */
export interface View {
  keys: ReadonlyMap<number, StoredKey>
  links: ReadonlyMap<number, Provenance>
}

const selectKeys = `
  SELECT (f.place - 1)::int AS place, ${keyColumns}
  FROM unnest($1::text[], $2::bytea[]) WITH ORDINALITY AS f (tenant, hash, place)
  JOIN weir.identity_keys k ON k.tenant = f.tenant AND k.hash = f.hash`

const selectLinks = `
  SELECT f.place, ${linkColumns}
  FROM unnest($1::int[], $2::bigint[], $3::bigint[]) AS f (place, lo, hi)
  JOIN weir.identity_links l ON l.lo = f.lo AND l.hi = f.hi`

/** Takes no lock, so it is out of date when it arrives; what it found is true all the same. */
export async function look(postgres: PostgresSession, { keys, links }: Batch): Promise<View> {
  const tenants = textArray(keys.map(({ tenant }) => tenant))
  const hashes = byteaArray(keys.map(({ hash }) => hash))
  const rows = await postgres.query<KeyRow & { place: number }>(selectKeys, [tenants, hashes])
  const found = new Map(rows.map(row => [row.place, storedKey(row)]))
  const pairs = links.flatMap(({ a, b }, place) => {
    const [one, other] = [found.get(a), found.get(b)]
    return one && other ? [{ place, lo: Math.min(one.keyId, other.keyId), hi: Math.max(one.keyId, other.keyId) }] : []
  })
  return { keys: found, links: await lookAtLinks(postgres, pairs) }
}

/** The links that there are, by the place they were asked for. */
export async function lookAtLinks(
  postgres: PostgresSession,
  pairs: readonly { place: number; lo: number; hi: number }[],
): Promise<Map<number, Provenance>> {
  if (pairs.length === 0) return new Map()
  const rows = await postgres.query<LinkRow & { place: number }>(selectLinks, [
    int4Array(pairs.map(({ place }) => place)),
    int8Array(pairs.map(({ lo }) => lo)),
    int8Array(pairs.map(({ hi }) => hi)),
  ])
  return new Map(rows.map(row => [row.place, provenanceOfRow(row)]))
}
