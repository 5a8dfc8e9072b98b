import type { Logger } from '@weir/telemetry'
import type { ClickHouse } from './clickhouse.ts'
import type { ClickHouseEnv } from './env.ts'

export interface ClickHouseOptions {
  /** http(s)://host:port */
  url: string
  user: string
  password: string
  /** Database of unqualified names; `weir` by default. */
  database?: string
  log?: Logger
  /** Longest wait for an answer unless the call says otherwise; 30 s. */
  timeoutMs?: number
  /** Sockets kept to the endpoint; 10. */
  maxConnections?: number
}

export function createClickHouse(_options: ClickHouseOptions): ClickHouse {
  throw new Error('not built yet')
}

/** The client a service wants from its configuration; `password` serves when the environment gives none. */
export function createClickHouseFromEnv(
  _env: ClickHouseEnv,
  _options: { password?: string; log?: Logger; database?: string },
): ClickHouse {
  throw new Error('not built yet')
}
