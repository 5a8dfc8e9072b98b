export type { ClickHouse, QueryOptions, Settings } from './clickhouse.ts'
export { ClickHouseFault, clickhouseCodeOf } from './client/faults.ts'
export { type ClickHouseOptions, createClickHouse } from './create-clickhouse.ts'
export { embeddedEnv } from './embedded/env.ts'
export { type EmbeddedProcess, embeddedProcess, startEmbeddedClickHouse } from './embedded/launch.ts'
export {
  type ClickHouseEnv,
  clickhouseEndpoint,
  clickhouseEnv,
  createClickHouseFromEnv,
  embeddedDirectory,
} from './env.ts'
export type { OnceInsert, OnceResult, OnceToken, ReadBack } from './insert-once/once-insert.ts'
export { type MigrationLock, migrate } from './migrations/migrate.ts'
export { type Migration, readMigrations } from './migrations/read.ts'
