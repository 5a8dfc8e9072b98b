/**
 * One transaction's connection. Statements are parameterised; nothing is ever built into the text. A `bigint` comes back
 * as a string of digits.
 */
export interface PostgresSession {
  query<Row>(sql: string, values?: readonly unknown[]): Promise<Row[]>
}

export interface TransactOptions {
  /** Nothing is written: the transaction costs the server no number, and its fate matters to nobody. */
  readOnly?: boolean
}

/**
 * PostgreSQL for a process. Failures are WeirErrors: STATE_UNAVAILABLE (retryable: down, restarting, too slow),
 * INTERNAL (the statement is at fault).
 */
export interface Postgres {
  /** One statement outside any transaction that is harmless to repeat; tried again when the connection was lost. */
  query<Row>(sql: string, values?: readonly unknown[]): Promise<Row[]>
  /**
   * READ COMMITTED. Runs `work` again, from its beginning, after a deadlock, a serialisation failure or a lost
   * connection; when the answer to COMMIT is lost it asks the server what became of the transaction,
   * so a result means committed and a repeat never follows a commit. An error that `work` throws
   * rolls back and passes unchanged.
   * @throws WeirError STATE_UNAVAILABLE when the server stays away; the fate of the transaction may then be unknown.
   */
  transact<T>(work: (session: PostgresSession) => Promise<T>, options?: TransactOptions): Promise<T>
  close(): Promise<void>
}
