import { WeirError } from '@weir/errors'
import { Passing, type Patience, persist } from './backoff.ts'
import { type Connections, Failed } from './connections.ts'

/**
 * Each connection has a row of its own, and each transaction raises the number in it: what is committed is the number
 * that others see. A transaction id would not do: until something of it is on disk, a crash lets the server give the
 * same one to somebody else, who may commit. docs/adr/0002-commit-outcome.md
 */
export interface TransactionMark {
  connection: string
  number: string
  /** The server's process. */
  pid: number
}

export const begin = `BEGIN ISOLATION LEVEL READ COMMITTED;
  UPDATE weir.connections SET number = number + 1, at = now()
    WHERE connection = current_setting('weir.connection')::uuid
    RETURNING connection, number, pg_backend_pid() AS pid`
/** Waits for a transaction that is still at it: the row is locked until its end. */
const ask = 'SELECT number >= $2 AS committed FROM weir.connections WHERE connection = $1 FOR UPDATE'
/** COMMIT has not arrived, and the connection it was sent on is gone. */
const giveUp = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE pid = $1 AND usename = current_user AND state LIKE 'idle in transaction%'`

/**
 * What became of a transaction whose COMMIT got no answer.
 * @throws WeirError STATE_UNAVAILABLE when the server cannot be asked in time
 */
export async function fateOf(mark: TransactionMark, connections: Connections, patience: Patience) {
  try {
    return await persist(() => askOnce(mark, connections), patience)
  } catch (error) {
    throw unknown(connections.where, error)
  }
}

async function askOnce(mark: TransactionMark, connections: Connections): Promise<'committed' | 'aborted'> {
  const connection = await connections.acquire()
  let lost = false
  try {
    await connection.run(giveUp, [mark.pid])
    const { rows } = await connection.run(ask, [mark.connection, mark.number])
    const [row] = rows as { committed: boolean }[]
    if (row === undefined) throw new Error('the server has forgotten it')
    return row.committed ? 'committed' : 'aborted'
  } catch (error) {
    if (!(error instanceof Failed)) throw error
    lost = error.failure.means === 'lost'
    if (error.failure.means === 'final') throw error.failure.error
    throw new Passing(error.failure.error)
  } finally {
    connection.release(lost)
  }
}

const unknown = (where: string, cause: unknown) =>
  new WeirError(
    'STATE_UNAVAILABLE',
    `PostgreSQL ${where}: the fate of a transaction is unknown: ${cause instanceof Error ? cause.message : cause}`,
    {
      cause,
      remedy: 'see that PostgreSQL runs and can be reached; what was written is there whole or not at all',
    },
  )
