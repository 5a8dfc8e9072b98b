import type { OnceInsert, OnceResult } from './insert-once/once-insert.ts'

/** ClickHouse settings for one statement; they never outlive it. */
export type Settings = Readonly<Record<string, string | number | boolean>>

export interface QueryOptions {
  settings?: Settings
  signal?: AbortSignal
  /** Longest wait for the whole answer; the engine is told the same limit. */
  timeoutMs?: number
}

/**
 * ClickHouse over HTTP, embedded or not. Failures are WeirErrors: CLICKHOUSE_UNAVAILABLE (retryable: down, restarting,
 * too slow, overloaded), CLICKHOUSE_QUERY_REFUSED (the statement is at fault), CLICKHOUSE_DATA_REFUSED (the rows are).
 */
export interface ClickHouse {
  /** Rows of a SELECT; `{name:Type}` in the text are bound on the server. 64-bit integers and Decimals come as strings. */
  query<Row>(sql: string, params?: Record<string, unknown>, options?: QueryOptions): Promise<Row[]>
  /** A statement without an answer. Not repeated after an unknown outcome, except where nothing was sent. */
  command(sql: string, params?: Record<string, unknown>, options?: QueryOptions): Promise<void>
  /** Lines of JSONCompactEachRow into tables where a repeat is harmless: it is retried after unknown answers. */
  insert(table: string, columns: readonly string[], rows: string | Uint8Array, settings?: Settings): Promise<void>
  /** Rows of a range exactly once: see insert-once/insert-once.ts. */
  insertOnce(insert: OnceInsert): Promise<OnceResult>
  /** Resolves when the endpoint answers and the credentials are good. */
  ping(): Promise<void>
  close(): Promise<void>
}

/** One shard, asked and written to directly: the exact side of Weir never goes through Distributed tables. */
export interface Shard extends ClickHouse {
  /** Database of the tables of which this shard holds a share: `weir_data`, in a cluster `weir_shard`. */
  readonly data: string
  /** Resolves when whoever answers for the shard has all that any of its replicas ever confirmed. */
  catchUp(): Promise<void>
}

export interface Cluster {
  /** In the servers' `remote_servers`. */
  name: string
  /** The user of the services, in whose name views read. */
  user: string
}

/** All of it: its own calls go to one endpoint, which reads the other shards through Distributed tables. */
export interface ShardedClickHouse extends ClickHouse {
  /** In an order that never changes, only grows: rows are placed by position. One, unless there is a cluster. */
  readonly shards: readonly Shard[]
  readonly cluster: Cluster | undefined
}
