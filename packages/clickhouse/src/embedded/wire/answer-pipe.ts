import { execFile } from 'node:child_process'
import { closeSync, constants, mkdirSync, openSync, readSync, rmSync } from 'node:fs'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Fault } from '../fault.ts'

/** Takes the bytes of an answer in order; pending, it holds the engine back. Once it rejects, the rest is thrown away. */
export type Sink = (chunk: Buffer) => Promise<void>

export interface AnswerPipe {
  /** Where the engine writes: SELECT … INTO OUTFILE. */
  readonly path: string
  /**
   * Reads what the engine writes while `run` runs, and hands it to `sink`. Somebody always reads until the engine is
   * done: it waits for a reader, in a thread that nothing but a reader can free.
   */
  through<T>(run: () => Promise<T>, sink: Sink): Promise<T>
}

export interface AnswerPipes {
  /** @throws Fault 76 where the file system has no named pipes. */
  take(): Promise<AnswerPipe>
  give(pipe: AnswerPipe): void
}

/**
 * Named pipes through which answers leave the engine as they are formatted. chDB's own stream gives every chunk as a
 * document of its own, begins it on the thread of all requests, and knows no totals; a file gets the answer as
 * ClickHouse writes it, in every format, from a thread of its own.
 */
export function createAnswerPipes(directory: string): AnswerPipes {
  const home = join(directory, 'weir-answers')
  rmSync(home, { recursive: true, force: true })
  mkdirSync(home, { mode: 0o700 })
  const free: AnswerPipe[] = []
  let made = 0

  return {
    async take() {
      const pipe = free.pop()
      if (pipe) return pipe
      const path = join(home, String(made++))
      await promisify(execFile)('mkfifo', ['-m', '600', path]).catch(error => {
        const why = `Answers cannot be streamed through ${home} (${error.message.trim()}), wait_end_of_query=1 can`
        throw new Fault(76, 'CANNOT_OPEN_FILE', `${why}.`)
      })
      return { path, through: (run, sink) => through(path, run, sink) }
    },
    give(pipe) {
      // Nothing of one answer may come out before the next.
      if (isEmpty(pipe.path)) free.push(pipe)
      else rmSync(pipe.path, { force: true })
    },
  }
}

const openToRead = (path: string): number => openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)

async function through<T>(path: string, run: () => Promise<T>, sink: Sink): Promise<T> {
  const reader = new Socket({ fd: openToRead(path), readable: true, writable: false })
  // The end comes when no writer is left. The engine may open the pipe twice or never, so the last writer is this one.
  const writer = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK)
  const read = drain(reader, sink)
  read.catch(() => {})
  try {
    return await run()
  } finally {
    closeSync(writer)
    await read
  }
}

/** Reads to the end, whatever becomes of the sink. @throws what the sink threw. */
async function drain(reader: Socket, sink: Sink): Promise<void> {
  let failed: { reason: unknown } | undefined
  for await (const chunk of reader as AsyncIterable<Buffer>) {
    if (failed) continue
    await sink(chunk).catch(reason => {
      failed = { reason }
    })
  }
  if (failed) throw failed.reason
}

/** True when nobody holds the other end and no byte is left. */
function isEmpty(path: string): boolean {
  let fd: number | undefined
  try {
    fd = openToRead(path)
    return readSync(fd, Buffer.alloc(1)) === 0
  } catch {
    return false
  } finally {
    if (fd !== undefined) closeSync(fd)
  }
}
