import { WeirError } from '@weir/errors'
import { Passing, type Patience, persist } from './backoff.ts'
import { type Connection, type Connections, Failed } from './connections.ts'
import type { Failure } from './failure.ts'
import { begin, fateOf, type TransactionMark } from './fate.ts'
import type { PostgresSession, TransactOptions } from './postgres.ts'

/** SQLSTATE of a write where none is allowed. */
const readOnlyTransaction = '25006'
const beginReadOnly = 'BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY'

export interface Transaction<T> {
  connections: Connections
  work: (session: PostgresSession) => Promise<T>
  options: TransactOptions
  patience: Patience
}

/** Attempts until one has committed: each begins where no trace of the ones before it can be left. */
export const transact = <T>(transaction: Transaction<T>): Promise<T> =>
  persist(() => attempt(transaction), transaction.patience)

async function attempt<T>({ connections, work, options, patience }: Transaction<T>): Promise<T> {
  const { readOnly = false } = options
  const connection = await connections.acquire()
  const session = openSession(connection)
  let result: T
  let mark: TransactionMark | undefined
  try {
    const { rows } = await session.run(readOnly ? beginReadOnly : begin)
    mark = rows[0] as TransactionMark | undefined
    if (mark === undefined && !readOnly) throw forgotten(connections.where)
    result = await work(session)
    if (session.failure) throw session.failure.error
  } catch (error) {
    await abandon(connection, session.failure)
    throw session.failure ? verdict(session.failure, error, readOnly) : error
  } finally {
    session.end()
  }
  const failure = await commit(connection)
  if (failure === undefined) return result
  if (failure.means !== 'lost' || mark === undefined) throw verdict(failure, failure.error, readOnly)
  if ((await fateOf(mark, connections, patience)) === 'committed') return result
  throw new Passing(failure.error)
}

/** Rows of connections are kept far longer than connections. */
const forgotten = (where: string) =>
  new WeirError('INTERNAL', `PostgreSQL ${where}: somebody deleted from weir.connections what is in use`)

/** A session that remembers its first failure: whatever `work` makes of that, the server has undone the transaction. */
function openSession(connection: Connection) {
  let failure: Failure | undefined
  let ended = false
  const run = async (sql: string, values?: readonly unknown[]) => {
    if (ended) throw new WeirError('INTERNAL', 'a statement came after the end of its transaction')
    try {
      return await connection.run(sql, values)
    } catch (error) {
      if (!(error instanceof Failed)) throw error
      failure ??= error.failure
      throw error.failure.error
    }
  }
  return {
    run,
    async query<Row>(sql: string, values: readonly unknown[] = []) {
      return (await run(sql, values)).rows as Row[]
    },
    get failure() {
      return failure
    },
    end() {
      ended = true
    },
  }
}

async function commit(connection: Connection): Promise<Failure | undefined> {
  try {
    const { command } = await connection.run('COMMIT')
    connection.release(false)
    if (command === 'COMMIT') return undefined
    return { means: 'final', error: new WeirError('INTERNAL', `PostgreSQL answered COMMIT with ${command}`) }
  } catch (error) {
    connection.release(true)
    if (error instanceof Failed) return error.failure
    throw error
  }
}

/** A connection that is closed takes its transaction back as well; this one is kept when it still answers. */
async function abandon(connection: Connection, failure: Failure | undefined): Promise<void> {
  if (failure?.means === 'lost') return connection.release(true)
  const lost = await connection.run('ROLLBACK').then(
    () => false,
    () => true,
  )
  connection.release(lost)
}

function verdict(failure: Failure, thrown: unknown, readOnly: boolean): unknown {
  // Of our own making, then: waiting for a primary would not help.
  if (readOnly && failure.sqlState === readOnlyTransaction) return new WeirError('INTERNAL', failure.error.message)
  return failure.means === 'final' ? thrown : new Passing(failure.error)
}
