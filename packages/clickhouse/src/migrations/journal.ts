import { WeirError } from '@weir/errors'
import type { ClickHouse, Cluster } from '../clickhouse.ts'
import { statementsFor } from '../cluster/statements.ts'

export interface Entry {
  name: string
  /** Position of the statement in its file, from 1. */
  statement: number
  /** How many the file has. */
  statements: number
  /** SHA-256 of the whole file, hex. */
  checksum: string
  state: 'started' | 'done'
}

/** What has been run on this database: one line before and one after each statement. */
export interface Journal {
  read(): Promise<Entry[]>
  /** All or nothing. */
  write(...entries: Entry[]): Promise<void>
}

/** On a cluster a statement ends when every node has carried it out. */
export const ddlTimeoutMs = 600_000
/** The journal of a database that has one. */
export const readJournal = (clickhouse: Pick<ClickHouse, 'query'>): Promise<Entry[]> =>
  // 'done' sorts before 'started'.
  clickhouse.query<Entry>(`
    SELECT name, statement, statements, checksum, min(state) AS state
    FROM weir_data.migrations GROUP BY name, statement, statements, checksum ORDER BY name, statement`)

const columns = ['name', 'statement', 'statements', 'checksum', 'state'] as const

const statements = [
  'CREATE DATABASE IF NOT EXISTS weir_data',
  `CREATE TABLE IF NOT EXISTS weir_data.migrations
    (
        name String, statement UInt32, statements UInt32, checksum String, state LowCardinality(String),
        at DateTime64(3, 'UTC') DEFAULT now64(3)
    )
    ENGINE = MergeTree ORDER BY (name, statement)
    SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
]

/**
 * The journal in weir_data.migrations, which it makes when it is not there; in a cluster one for all nodes.
 * @throws WeirError CONFIG_INVALID when the tables were made for a single server and this is to be a cluster, or the other
 * way round: they cannot become the other.
 */
export async function openJournal(clickhouse: ClickHouse, cluster?: Cluster): Promise<Journal> {
  for (const sql of statements.flatMap(statement => statementsFor(statement, cluster))) {
    await clickhouse.command(sql, {}, { timeoutMs: ddlTimeoutMs })
  }
  const [table] = await clickhouse.query<{ engine: string }>(
    "SELECT engine FROM system.tables WHERE database = 'weir_data' AND name = 'migrations'",
  )
  const replicated = table?.engine.startsWith('Replicated') ?? false
  if (replicated !== (cluster !== undefined)) {
    throw new WeirError('CONFIG_INVALID', `these tables were made for a ${replicated ? 'cluster' : 'single server'}`, {
      remedy: replicated
        ? 'set WEIR_CLICKHOUSE_CLUSTER to the name of the cluster they were made for'
        : 'unset WEIR_CLICKHOUSE_CLUSTER, or name a cluster without tables of Weir',
    })
  }
  // Another node may have been asked the last time.
  if (replicated) await clickhouse.command('SYSTEM SYNC REPLICA weir_data.migrations LIGHTWEIGHT')
  return {
    read: () => readJournal(clickhouse),
    write: (...entries) => {
      const rows = entries.map(entry => JSON.stringify(columns.map(column => entry[column])))
      return clickhouse.insert('weir_data.migrations', columns, rows.join('\n'))
    },
  }
}
