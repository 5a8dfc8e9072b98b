/** A real server that is the tests' own: it may be killed. Nothing of it outlives the process that started it. */
export interface PostgresServer {
  /** What it is, for people. */
  readonly found: string
  /** The superuser's URL of the database `postgres`. */
  readonly url: string
  /** A new, empty database, owned by the ordinary role of the URL that comes back. */
  createDatabase(): Promise<string>
  /** `kill -9` of every process at once: a crash. What was committed is on disk. */
  kill(): Promise<void>
  /** Stops every process where it stands; connections stay open and nobody answers. */
  pause(): Promise<void>
  resume(): Promise<void>
  /** Again, on the same port and data. Resolves once it takes connections. */
  start(): Promise<void>
}

/** Settings of every server for tests; fsync stays on, or a crash would prove nothing. */
export const serverSettings: Readonly<Record<string, string>> = {
  fsync: 'on',
  max_connections: '100',
  shared_buffers: '32MB',
  log_min_messages: 'warning',
}
