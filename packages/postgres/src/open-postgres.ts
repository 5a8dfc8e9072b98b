import { isWeirError } from '@weir/errors'
import { Passing, persist } from './backoff.ts'
import { checkServer } from './check-server.ts'
import { type Connections, createConnections, Failed } from './connections.ts'
import { migratePostgres } from './migrate-postgres.ts'
import type { PostgresOptions } from './options.ts'
import type { Postgres } from './postgres.ts'
import { transact } from './transact.ts'

const defaultPatienceMs = 15_000
/** Rows of connections that ended long ago. */
const forget = `DELETE FROM weir.connections WHERE connection IN (
  SELECT connection FROM weir.connections WHERE at < now() - interval '1 day' LIMIT 10000 FOR UPDATE SKIP LOCKED)`

/**
 * Opens PostgreSQL: waits for the server, refuses one that is too old, and brings the schema `weir` up to date.
 * @throws WeirError CONFIG_INVALID when the server will never let us in or serve us; STATE_UNAVAILABLE when it stays away
 */
export async function openPostgres(options: PostgresOptions): Promise<Postgres> {
  const connections = createConnections(options)
  const closing = new AbortController()
  const patience = { patienceMs: options.patienceMs ?? defaultPatienceMs, closing: closing.signal }
  const postgres: Postgres = {
    query: <Row>(sql: string, values: readonly unknown[] = []) =>
      persist(() => queryOnce<Row>(connections, sql, values), patience),
    transact: (work, transactOptions = {}) => transact({ connections, work, options: transactOptions, patience }),
    close() {
      closing.abort()
      return connections.close()
    },
  }
  try {
    await persist(() => prepare(options), patience)
    await postgres.query(forget)
  } catch (error) {
    await postgres.close()
    throw error
  }
  return postgres
}

async function prepare(options: PostgresOptions): Promise<void> {
  try {
    await checkServer(options)
    await migratePostgres(options)
  } catch (error) {
    throw isWeirError(error, 'STATE_UNAVAILABLE') ? new Passing(error) : error
  }
}

/** One statement, one attempt. @throws Passing when another attempt may succeed; WeirError */
async function queryOnce<Row>(connections: Connections, sql: string, values: readonly unknown[]): Promise<Row[]> {
  const connection = await connections.acquire()
  let lost = false
  try {
    return (await connection.run(sql, values)).rows as Row[]
  } catch (error) {
    if (!(error instanceof Failed)) throw error
    lost = error.failure.means === 'lost'
    throw error.failure.means === 'final' ? error.failure.error : new Passing(error.failure.error)
  } finally {
    connection.release(lost)
  }
}
