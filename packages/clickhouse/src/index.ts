export type { ClickHouse, Cluster, QueryOptions, Settings, Shard, ShardedClickHouse } from './clickhouse.ts'
export { ClickHouseFault, clickhouseCodeOf } from './client/faults.ts'
export { statementsFor } from './cluster/statements.ts'
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
export { pendingMigrations } from './migrations/pending.ts'
export { type Migration, readMigrations } from './migrations/read.ts'
export { type OpenOptions, openClickHouse } from './shards/open-clickhouse.ts'
