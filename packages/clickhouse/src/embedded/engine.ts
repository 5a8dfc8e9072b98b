import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { quoteText } from '../sql/tokens.ts'
import { type Chdb, type Connection, loadChdb } from './chdb.ts'
import { openDirectory } from './directory.ts'
import { Fault, faultOf } from './fault.ts'
import type { Lane } from './lane.ts'
import { type SessionSetup, setupSql } from './session-setup.ts'
import { emptySpool, type InsertRows, spooled } from './spool.ts'
import { answerInto } from './statement.ts'
import { type AnswerPipes, createAnswerPipes, type Sink } from './wire/answer-pipe.ts'

export interface EngineAnswer {
  bytes: Buffer
  rowsRead: number
  bytesRead: number
  rowsWritten: number
  bytesWritten: number
}

/** A connection for one query: what it runs sees the query's settings, and nobody after it does. */
export interface Session {
  query(sql: string, format: string): Promise<EngineAnswer>
  /** As `query`, the bytes handed to `sink` while they are made. A failure may come after some of them. */
  stream(sql: string, format: string, sink: Sink): Promise<EngineAnswer>
  /** `sql` ends in FORMAT <name> or VALUES; the rows follow it, or stand in a file instead. */
  insert(sql: string, rows: InsertRows): Promise<EngineAnswer>
}

export interface Task<T> {
  lane: Lane
  setup: SessionSetup
  /** Aborted, it gives up the turn, or kills what runs. */
  signal: AbortSignal
  /** Only its turn is given up: what has begun is carried to its end. */
  finishWhenBegun?: boolean
  work(session: Session): Promise<T>
}

export interface Engine {
  /** Runs in its turn on a session of its own; settles only when the engine has let go. @throws Fault */
  run<T>(task: Task<T>): Promise<T>
  /** A statement of the server itself, outside all lanes. TSV. @throws Fault */
  ask(sql: string): Promise<string>
  /** Waits for what runs, kills what has not ended after `graceMs`, and closes the directory. */
  close(graceMs: number): Promise<void>
}

const syntaxError = 62
/** The setting by which a running statement is found again: chDB gives queries ids of its own. */
const mark = 'log_comment'

/** @throws WeirError DATA_DIR_IN_USE */
export function openEngine(directory: string, args: readonly string[]): Engine {
  const chdb = loadChdb()
  const anchor = openDirectory(chdb, directory, args)
  emptySpool(directory)
  const pipes = createAnswerPipes(directory)
  const running = new Map<string, Promise<unknown>>()
  let closing = false

  const ask = (sql: string): Promise<string> =>
    onConnection(async at => (await chdb.QueryAsyncConnection(at, sql, 'TSV')).bytes.toString())

  async function onConnection<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = chdb.CreateConnection(directory)
    try {
      return await work(connection)
    } catch (error) {
      throw faultOf(error)
    } finally {
      chdb.CloseConnection(connection)
    }
  }

  /** Again and again: a statement may be given up in the moment before the engine knows it. */
  async function kill(id: string): Promise<void> {
    while (running.has(id)) {
      await ask(`KILL QUERY WHERE Settings['${mark}'] = ${quoteText(id)} ASYNC`).catch(() => {})
      await wait(50)
    }
  }

  return {
    ask,
    async run({ lane, setup, signal, finishWhenBegun = false, work }) {
      const leave = await lane.enter(signal)
      const id = randomUUID()
      const onAbort = () => void kill(id)
      try {
        if (closing) throw new Fault(236, 'ABORTED', 'The server is stopping.')
        const sql = setupSql({ ...setup, settings: new Map(setup.settings).set(mark, id) })
        const done = onConnection(async connection => {
          await chdb.QueryAsyncConnection(connection, sql, 'Null')
          if (!finishWhenBegun) {
            signal.throwIfAborted()
            signal.addEventListener('abort', onAbort, { once: true })
          }
          return work(sessionOn(chdb, connection, directory, pipes))
        })
        running.set(
          id,
          done.catch(() => {}),
        )
        return await done
      } catch (error) {
        throw signal.aborted && !finishWhenBegun ? signal.reason : error
      } finally {
        signal.removeEventListener('abort', onAbort)
        running.delete(id)
        leave()
      }
    },
    async close(graceMs) {
      closing = true
      const late = setTimeout(() => [...running.keys()].map(kill), graceMs)
      await Promise.all(running.values())
      clearTimeout(late)
      chdb.CloseConnection(anchor)
    },
  }
}

function sessionOn(chdb: Chdb, connection: Connection, directory: string, pipes: AnswerPipes): Session {
  async function query(sql: string, format: string): Promise<EngineAnswer> {
    const { bytes, rowsRead, bytesRead } = await chdb.QueryAsyncConnection(connection, sql, format)
    return { bytes, rowsRead, bytesRead, rowsWritten: 0, bytesWritten: 0 }
  }

  async function whole(sql: string, format: string, sink: Sink): Promise<EngineAnswer> {
    const answer = await query(sql, format)
    await sink(answer.bytes)
    return answer
  }

  return {
    query,
    async stream(sql, format, sink) {
      const pipe = await pipes.take()
      try {
        const into = answerInto(sql, pipe.path, format)
        if (into !== undefined) return await pipe.through(() => query(into, format), sink)
      } catch (error) {
        // Said again without the file below: the statement as it came, and the place of its mistake in it.
        if (faultOf(error).code !== syntaxError) throw error
      } finally {
        pipes.give(pipe)
      }
      return whole(sql, format, sink)
    },
    async insert(sql, { data, fromFile }) {
      const inserted = await spooled(directory, data, path =>
        path === undefined
          ? // The addon puts one line break between the two; another would be the first character of the rows.
            chdb.InsertRawAsyncConnection(connection, sql.trimEnd(), data, false)
          : chdb.InsertRawAsyncConnection(connection, fromFile(path), Buffer.alloc(0), false),
      )
      return { ...inserted, bytes: Buffer.alloc(0), rowsRead: 0, bytesRead: 0 }
    },
  }
}
