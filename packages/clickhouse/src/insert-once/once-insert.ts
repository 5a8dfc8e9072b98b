/** Names a range in one table for good: the same range, read again by anyone, has the same token. */
export interface OnceToken {
  /** Generation of the log. */
  log: string
  partition: number
  from: number
  /** As the range counts it; part of the name only. */
  to: number
  /** Position of the shard, when rows of the range go to several: each has a token of its own. */
  shard?: number
}

/** A condition that finds any row of the range in its table, with `{name:Type}` parameters. */
export interface ReadBack {
  where: string
  params?: Record<string, unknown>
}

export interface OnceInsert {
  /** With its database: `weir_data.events`. */
  table: string
  columns: readonly string[]
  /** Lines of JSONCompactEachRow, byte for byte the same whenever this range is written again. */
  rows: Uint8Array | string
  rowCount: number
  token: OnceToken
  readBack: ReadBack
  /** True after a takeover or an attempt whose answer never came: look before the first insert. */
  unknown: boolean
  /**
   * Asked before each send, when the connection is there and only the rows have to follow: throws when the range is no
   * longer the caller's. A process that was stopped for longer than ClickHouse keeps tokens must not send what it meant to.
   */
  mayWrite?(): Promise<void>
}

export interface OnceResult {
  /** 1, or more when ClickHouse held a token without its rows. */
  attempt: number
  /** True when the rows were there already. */
  repeated: boolean
}
