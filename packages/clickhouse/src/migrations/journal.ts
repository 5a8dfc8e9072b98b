import type { ClickHouse } from '../clickhouse.ts'

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

const columns = ['name', 'statement', 'statements', 'checksum', 'state'] as const

/** The journal in weir_data.migrations, which it makes when it is not there. */
export async function openJournal(clickhouse: ClickHouse): Promise<Journal> {
  await clickhouse.command('CREATE DATABASE IF NOT EXISTS weir_data')
  await clickhouse.command(`
    CREATE TABLE IF NOT EXISTS weir_data.migrations
    (
        name String, statement UInt32, statements UInt32, checksum String, state LowCardinality(String),
        at DateTime64(3, 'UTC') DEFAULT now64(3)
    )
    ENGINE = MergeTree ORDER BY (name, statement)
    SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`)
  return {
    // 'done' sorts before 'started'.
    read: () =>
      clickhouse.query<Entry>(`
        SELECT name, statement, statements, checksum, min(state) AS state
        FROM weir_data.migrations GROUP BY name, statement, statements, checksum ORDER BY name, statement`),
    write: (...entries) => {
      const rows = entries.map(entry => JSON.stringify(columns.map(column => entry[column])))
      return clickhouse.insert('weir_data.migrations', columns, rows.join('\n'))
    },
  }
}
