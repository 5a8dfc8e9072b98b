import type { WeirError } from '@weir/errors'

export interface PostgresOptions {
  /** `postgres://user:password@host:5432/database`, with `sslmode` and the like; docs/operations.md says more. */
  url: string
  /** What `pg_stat_activity` shows for our connections. Default `weir`. */
  applicationName?: string
  /** Default 10. */
  maxConnections?: number
  /** Longest wait for a connection, free or new. Default 5,000. */
  connectTimeoutMs?: number
  /** Longest a statement may take, and a transaction may pause between two. Default 10,000. */
  statementTimeoutMs?: number
  /** How long failed attempts are followed by others. Default 15,000. */
  patienceMs?: number
  /** Hears of connections that broke while nobody used them: nothing failed, but the server may be in trouble. */
  onError?: (error: WeirError) => void
}
