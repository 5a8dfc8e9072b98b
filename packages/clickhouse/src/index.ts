export type { ClickHouse, QueryOptions, Settings } from './clickhouse.ts'
export { ClickHouseFault, clickhouseCodeOf } from './client/faults.ts'
export { type ClickHouseOptions, createClickHouse } from './create-clickhouse.ts'
export {
  type ClickHouseEnv,
  clickhouseEndpoint,
  clickhouseEnv,
  createClickHouseFromEnv,
  embeddedDirectory,
} from './env.ts'
export type { OnceInsert, OnceResult, OnceToken, ReadBack } from './insert-once/once-insert.ts'
export { type Migration, type MigrationLock, migrate, readMigrations } from './migrations/migrate.ts'
