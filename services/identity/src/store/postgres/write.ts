import type { PostgresSession } from '@weir/postgres'
import type { KeyFact } from '../identity-store.ts'
import { byteaArray, int4Array, int8Array, textArray, utf8 } from './arrays.ts'
import { type KeyRow, keyColumns, type StoredKey, storedKey } from './key-rows.ts'
import { evidenceOf } from './link-rows.ts'
import type { LinkWrite, Writes } from './settle.ts'

const selectForUpdate = `
  SELECT ${keyColumns}
  FROM weir.identity_keys k
  WHERE k.key_id = ANY($1::bigint[]) OR (k.one_id = ANY($2::bigint[]) AND k.one_id <> k.key_id)
  ORDER BY k.key_id
  FOR NO KEY UPDATE`

/** Every row that will change, and those that must not move meanwhile, always in the order of ids: nobody waits in a ring. */
export async function lockKeys(
  session: PostgresSession,
  keyIds: ReadonlySet<number>,
  losers: readonly number[],
): Promise<Map<number, StoredKey>> {
  if (keyIds.size === 0) return new Map()
  const rows = await session.query<KeyRow>(selectForUpdate, [int8Array([...keyIds]), int8Array(losers)])
  return new Map(rows.map(row => [Number(row.key_id), storedKey(row)]))
}

const upsertLinks = `
  WITH made AS (
    INSERT INTO weir.identity_links (lo, hi, first_at, last_hour, days_from, days, evidence)
    SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::int[], $5::int[], $6::bytea[], $7::bytea[]))
  UPDATE weir.identity_links l
  SET first_at = s.first_at, last_hour = s.last_hour, days_from = s.days_from, days = s.days, evidence = s.evidence
  FROM unnest($8::bigint[], $9::bigint[], $10::bigint[], $11::int[], $12::int[], $13::bytea[], $14::bytea[])
    AS s (lo, hi, first_at, last_hour, days_from, days, evidence)
  WHERE l.lo = s.lo AND l.hi = s.hi`

/** Nobody else writes these links: whoever does holds the locks of both keys. */
export async function writeLinks(session: PostgresSession, { newLinks, links }: Writes): Promise<void> {
  if (newLinks.length === 0 && links.length === 0) return
  await session.query(upsertLinks, [...linkValues(newLinks), ...linkValues(links)])
}

const linkValues = (links: readonly LinkWrite[]): Buffer[] => [
  int8Array(links.map(({ lo }) => lo)),
  int8Array(links.map(({ hi }) => hi)),
  int8Array(links.map(({ seen }) => seen.firstAt)),
  int4Array(links.map(({ seen }) => seen.lastHour)),
  int4Array(links.map(({ seen }) => seen.days.from)),
  byteaArray(links.map(({ seen }) => seen.days.bits)),
  byteaArray(links.map(({ seen }) => evidenceOf(seen))),
]

const upsertKeys = `
  WITH made AS (
    INSERT INTO weir.identity_keys
      (key_id, one_id, first_at, last_hour, degree, tenant, hash, type, scope, value, sealed)
    SELECT *
    FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::int[], $5::int[],
        $6::text[], $7::bytea[], $8::text[], $9::bytea[], $10::bytea[], $11::text[])
      AS n (key_id, one_id, first_at, last_hour, degree, tenant, hash, type, scope, value, sealed)
    ORDER BY n.tenant COLLATE "C", n.hash
    ON CONFLICT (tenant, hash) DO NOTHING
    RETURNING key_id),
  changed AS (
    UPDATE weir.identity_keys k
    SET one_id = c.one_id, first_at = c.first_at, last_hour = c.last_hour, degree = c.degree
    FROM unnest($12::bigint[], $13::bigint[], $14::bigint[], $15::int[], $16::int[])
      AS c (key_id, one_id, first_at, last_hour, degree)
    WHERE k.key_id = c.key_id),
  told AS (
    INSERT INTO weir.identity_changes (version, key_id, one_id, tenant, changed_at)
    SELECT nextval('weir.identity_versions'), t.key_id, t.one_id, k.tenant, $19::bigint
    FROM unnest($17::bigint[], $18::bigint[]) AS t (key_id, one_id)
    JOIN weir.identity_keys k ON k.key_id = t.key_id)
  SELECT
    nextval('weir.identity_commits') AS commits,
    (SELECT writer FROM weir.identity_meta) AS writer,
    (SELECT count(*)::int FROM made) AS made,
    (SELECT count(*)::int FROM weir.identity_keys
      WHERE one_id = ANY($20::bigint[]) AND one_id <> key_id) AS members`

/** What the last statement found: the transaction may be committed only if all three are as they must be. */
export interface KeysWritten {
  writer: string
  /** New keys inserted: less than asked for when another transaction had one of them first. */
  made: number
  /** Members of the losing clusters before: more than were locked when one joined meanwhile. */
  members: number
}

export interface KeysToWrite {
  writes: Writes
  /** By place. */
  facts: readonly KeyFact[]
  /** By place of a new key. */
  sealed: ReadonlyMap<number, string | null>
  losers: readonly number[]
  nowMs: number
}

/** New keys last of all and in one order, as they may have to wait for others that insert the same. */
export async function writeKeys(session: PostgresSession, parts: KeysToWrite): Promise<KeysWritten> {
  const { writes, facts, sealed, losers, nowMs } = parts
  const { newKeys, keys, changes } = writes
  const newFacts = newKeys.map(({ place }) => facts[place]!)
  const [written] = await session.query<KeysWritten>(upsertKeys, [
    ...keyValues(newKeys),
    textArray(newFacts.map(({ tenant }) => tenant)),
    byteaArray(newFacts.map(({ hash }) => hash)),
    textArray(newFacts.map(({ type }) => type)),
    byteaArray(newFacts.map(({ scope }) => utf8(scope))),
    byteaArray(newFacts.map(({ value }) => utf8(value))),
    textArray(newKeys.map(({ place }) => sealed.get(place) ?? null)),
    ...keyValues(keys),
    int8Array(changes.map(({ keyId }) => keyId)),
    int8Array(changes.map(({ oneId }) => oneId)),
    nowMs,
    int8Array(losers),
  ])
  return written!
}

const keyValues = (keys: readonly StoredKey[]): Buffer[] => [
  int8Array(keys.map(({ keyId }) => keyId)),
  int8Array(keys.map(({ oneId }) => oneId)),
  int8Array(keys.map(({ firstAt }) => firstAt)),
  int4Array(keys.map(({ lastHour }) => lastHour)),
  int4Array(keys.map(({ degree }) => degree)),
]
