import { randomUUID } from 'node:crypto'
import { WeirError } from '@weir/errors'
import { Pool, type PoolClient } from 'pg'
import { Passing } from './backoff.ts'
import { type Failure, failureOf } from './failure.ts'
import type { PostgresOptions } from './options.ts'
import { settingsOf } from './settings.ts'

/** Calls that may wait for a connection at once; each waits no longer than it takes to connect. */
const maxWaiting = 1_000
const keepAliveMs = 10_000
const idleMs = 300_000
/** So that after a failover nobody stays with the old address, and rows of connections can be forgotten after a day. */
const longestLifeS = 3_600
/** The server gives up first, and says so; this is for one that says nothing. */
const answerGraceMs = 1_000

/** A connection that is ours until `release`. */
export interface Connection {
  /** @throws Failure, classified */
  run(sql: string, values?: readonly unknown[]): Promise<Answer>
  /** `lost` closes it; another takes its place. */
  release(lost: boolean): void
}

export interface Answer {
  command: string
  rows: unknown[]
}

export interface Connections {
  readonly where: string
  /** @throws Passing when none is free in time or the server is away; WeirError when it will never let us in */
  acquire(): Promise<Connection>
  close(): Promise<void>
}

/** A failure on its way up; `Passing` and `WeirError` say what becomes of it. */
export class Failed extends Error {
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.error.message)
    this.failure = failure
  }
}

/**
 * What each connection does first. A server that acknowledges before its disk does is told otherwise; and the row by
 * which the connection's transactions are known later is made before the first of them.
 */
const settle = `SELECT set_config('weir.connection', $1, false),
  CASE WHEN current_setting('synchronous_commit') = 'off' THEN set_config('synchronous_commit', 'on', false) END`
const enrol = 'INSERT INTO weir.connections (connection, number, at) VALUES ($1, 0, now())'

/** A bounded pool. Connections are made when needed and closed when idle. The schema `weir` must be there. */
export function createConnections(options: PostgresOptions): Connections {
  const { connectionString, where } = settingsOf(options.url)
  const { statementTimeoutMs = 10_000, connectTimeoutMs = 5_000, onError = () => undefined } = options
  const pool = new Pool({
    connectionString,
    application_name: options.applicationName ?? 'weir',
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: connectTimeoutMs,
    idleTimeoutMillis: idleMs,
    maxLifetimeSeconds: longestLifeS,
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAliveMs,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + answerGraceMs,
    // What holds locks and has fallen silent must not hold up the others for long.
    idle_in_transaction_session_timeout: statementTimeoutMs,
    async onConnect(client) {
      // Without a listener, a connection that breaks between two statements would end the process.
      client.on('error', () => undefined)
      const connection = randomUUID()
      await client.query(settle, [connection])
      await client.query(enrol, [connection])
    },
  })
  let closing: Promise<void> | undefined

  pool.on('error', error => onError(failureOf(error, where).error))

  const closed = () => new WeirError('STATE_UNAVAILABLE', `PostgreSQL ${where}: the pool is closed`)

  async function connect(): Promise<PoolClient> {
    if (closing) throw closed()
    if (pool.waitingCount >= maxWaiting) {
      throw new Passing(new WeirError('STATE_UNAVAILABLE', `PostgreSQL ${where}: ${maxWaiting} calls wait already`))
    }
    try {
      return await pool.connect()
    } catch (error) {
      if (closing) throw closed()
      const failure = failureOf(error, where)
      throw failure.means === 'final' ? failure.error : new Passing(failure.error)
    }
  }

  return {
    where,
    async acquire() {
      const client = await connect()
      return {
        async run(sql, values) {
          try {
            const answer = await (values ? client.query(sql, [...values]) : client.query(sql))
            // Several statements in one text give several answers; the last is the one that matters.
            const last: Answer = Array.isArray(answer) ? answer.at(-1) : answer
            return { command: last.command, rows: last.rows }
          } catch (error) {
            throw new Failed(failureOf(error, where))
          }
        },
        release: lost => client.release(lost),
      }
    },
    close() {
      closing ??= pool.end()
      return closing
    },
  }
}
