import type { Postgres } from '@weir/postgres'
import { fenced } from '../fenced.ts'
import type { Change, IdentityStore } from '../identity-store.ts'
import { applyBatch, writersLock } from './apply-batch.ts'
import { int8Array } from './arrays.ts'
import { findCluster, findLinks } from './cluster-queries.ts'
import { readMark } from './mark.ts'

export interface PostgresIdentityOptions {
  now?: () => number
}

const selectWriter = 'SELECT writer FROM weir.identity_meta'
const raiseWriter = 'UPDATE weir.identity_meta SET writer = $1 WHERE writer < $1'
const selectChanges = `
  SELECT version, tenant, key_id, one_id, changed_at FROM weir.identity_changes ORDER BY version LIMIT $1`
const deleteChanges = `
  WITH fence AS (SELECT writer FROM weir.identity_meta),
  gone AS (
    DELETE FROM weir.identity_changes USING fence WHERE writer = $1::bigint AND version = ANY($2::bigint[]))
  SELECT writer FROM fence`

interface ChangeRow {
  version: string
  tenant: string
  key_id: string
  one_id: string
  changed_at: string
}

/**
 * Keys, links and clusters in PostgreSQL, for any number of processes at once. All of one epoch may write; a higher one
 * shuts out whoever has not claimed it, all at once.
 */
export function createPostgresIdentityStore(postgres: Postgres, options: PostgresIdentityOptions = {}): IdentityStore {
  const { now = Date.now } = options
  let epoch = 0

  return {
    exclusive: false,
    async claim(claimed) {
      const writer = await postgres.transact(async session => {
        const [known] = await session.query<{ writer: string }>(selectWriter)
        if (Number(known!.writer) >= claimed) return Number(known!.writer)
        // Who still writes under the epoch before has ended when this is granted.
        await session.query('SELECT pg_advisory_xact_lock($1::bigint)', [writersLock])
        await session.query(raiseWriter, [claimed])
        const [raised] = await session.query<{ writer: string }>(selectWriter)
        return Number(raised!.writer)
      })
      if (writer > claimed) throw fenced(claimed, writer)
      epoch = claimed
    },
    async apply(facts) {
      if (epoch === 0) throw fenced(0, 0)
      return applyBatch(postgres, facts, { epoch, nowMs: now() })
    },
    async changes(limit) {
      return (await postgres.query<ChangeRow>(selectChanges, [limit])).map(change)
    },
    async forgetChanges(changes) {
      const versions = int8Array(changes.map(({ version }) => version))
      const [fence] = await postgres.query<{ writer: string }>(deleteChanges, [epoch, versions])
      if (Number(fence!.writer) !== epoch) throw fenced(epoch, Number(fence!.writer))
    },
    find: (tenant, hash) => findCluster(postgres, tenant, hash),
    links: keyId => findLinks(postgres, keyId),
    mark: () => readMark(postgres),
    close: () => postgres.close(),
  }
}

const change = (row: ChangeRow): Change => ({
  tenant: row.tenant,
  keyId: Number(row.key_id),
  oneId: Number(row.one_id),
  version: Number(row.version),
  changedAt: Number(row.changed_at),
})
