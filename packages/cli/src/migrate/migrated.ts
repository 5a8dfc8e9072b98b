/** What was done to an engine, or would be. */
export interface Migrated {
  engine: 'postgres' | 'state' | 'clickhouse'
  /** Migrated by whoever opens it. */
  embedded: boolean
  migrations: readonly string[]
}
