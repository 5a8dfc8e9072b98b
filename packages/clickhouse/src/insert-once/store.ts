import type { Settings } from '../clickhouse.ts'

export interface InsertBlock {
  table: string
  columns: readonly string[]
  rows: Uint8Array
  settings: Settings
  queryId?: string
  /** See OnceInsert. */
  mayWrite?(): Promise<void>
}

export interface Answer {
  /** Rows the engine says it took, also when it recognised them as a repeat; undefined when it does not say. */
  writtenRows: number | undefined
  /** The id ClickHouse says it carried the statement out under; undefined when something else answered. */
  queryId: string | undefined
}

/** What exactly-once asks of ClickHouse: sending a block once, and looking. Failures are WeirErrors. */
export interface OnceStore {
  query<Row>(sql: string, params?: Record<string, unknown>): Promise<Row[]>
  command(sql: string): Promise<void>
  /** @throws CLICKHOUSE_DATA_REFUSED when the rows are refused, CLICKHOUSE_UNAVAILABLE when nobody knows what happened. */
  insert(block: InsertBlock): Promise<Answer>
}
