import { openPostgres, type Postgres, type PostgresOptions } from '@weir/postgres'
import { checkCollection, checkKey, closed, conflict, type Step, stepsOf } from '../operations.ts'
import type { Json, StateStore, Stored } from '../state-store.ts'
import { prefixEnd } from './prefix-end.ts'
import { createSlots, type Slots } from './slots.ts'

/** Requests under way at once; others wait their turn, and four connections are left to reads. */
const maxRequests = 8
const maxConnections = 12

/** A statement here is small: one that takes longer waits for a lock or a disk, and is asked again. */
const statementTimeoutMs = 5_000

const transactSql = `SELECT conflict_at, conflict_version
  FROM weir.transact_documents($1, $2, $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[])`
const getSql = 'SELECT key, version, value FROM weir.documents WHERE collection = $1 AND key = $2'
const listSql = `SELECT key, version, value FROM weir.documents
  WHERE collection = $1 AND key >= $2 AND key > $3 AND ($4::text IS NULL OR key < $4) ORDER BY key LIMIT $5`
const forgetSql = `DELETE FROM weir.state_requests WHERE slot IN (
  SELECT slot FROM weir.state_requests WHERE at < now() - interval '1 day' LIMIT 10000 FOR UPDATE SKIP LOCKED)`

interface Row {
  key: string
  version: string
  value: string
}

interface Outcome {
  conflict_at: number | null
  conflict_version: string | null
}

/**
 * Documents in PostgreSQL, shared by any number of processes on any machines. A transaction is one statement and one
 * round trip; when its answer is lost it is asked for again under the same number, and never carried out twice.
 * @throws WeirError CONFIG_INVALID, STATE_UNAVAILABLE, DISK_FULL
 */
export async function openPostgresStateStore(options: PostgresOptions): Promise<StateStore> {
  const defaults = { applicationName: 'weir-state', maxConnections, statementTimeoutMs }
  const postgres = await openPostgres({ ...defaults, ...options })
  await postgres.query(forgetSql)
  return stateStoreOn(postgres, createSlots(maxRequests))
}

function stateStoreOn(postgres: Postgres, slots: Slots): StateStore {
  let closing: Promise<void> | undefined
  const checkOpen = () => {
    if (closing) throw closed()
  }

  return {
    async get<T extends Json>(collection: string, key: string) {
      checkKey(collection, key)
      checkOpen()
      const [row] = await postgres.query<Row>(getSql, [collection, key])
      return row && stored<T>(row)
    },

    async list<T extends Json>(collection: string, range: { prefix?: string; after?: string; limit: number }) {
      checkCollection(collection)
      checkOpen()
      const { prefix = '', after = '', limit } = range
      if (limit < 1) return []
      const rows = await postgres.query<Row>(listSql, [collection, prefix, after, prefixEnd(prefix), limit])
      return rows.map(stored<T>)
    },

    async transact(operations) {
      const steps = stepsOf(operations)
      checkOpen()
      if (steps.length === 0) return
      const [outcome] = await slots.use((slot, number) =>
        postgres.query<Outcome>(transactSql, [slot, number, ...columnsOf(steps)]),
      )
      const step = steps[(outcome?.conflict_at ?? 0) - 1]
      if (step) throw conflict(step, Number(outcome?.conflict_version))
    },

    close() {
      closing ??= postgres.close()
      return closing
    },
  }
}

const stored = <T extends Json>({ key, version, value }: Row): Stored<T> => ({
  key,
  value: JSON.parse(value) as T,
  version: Number(version),
})

/** The steps as the function takes them: kinds, collections, keys, expectations, contents. */
const columnsOf = (steps: readonly Step[]) => [
  steps.map(({ kind }) => kind),
  steps.map(({ collection }) => collection),
  steps.map(({ key }) => key),
  steps.map(({ expect }) => expect ?? null),
  steps.map(({ kind, json }) => (kind === 'put' ? json : null)),
]
