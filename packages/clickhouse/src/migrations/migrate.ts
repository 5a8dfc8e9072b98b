import type { ClickHouse } from '../clickhouse.ts'

export interface Migration {
  /** File name, such as `0001_events.sql`. */
  name: string
  sql: string
}

/** Runs its argument while no other process migrates. */
export type MigrationLock = <T>(run: () => Promise<T>) => Promise<T>

export async function migrate(
  _clickhouse: ClickHouse,
  _files: readonly Migration[],
  _lock: MigrationLock,
): Promise<{ applied: string[] }> {
  throw new Error('not built yet')
}

export async function readMigrations(_dir: string): Promise<Migration[]> {
  throw new Error('not built yet')
}
