import { setImmediate as nextTurn } from 'node:timers/promises'
import { WeirError } from '@weir/errors'
import type { PartitionHandler, StoredRecord } from '../event-log.ts'
import { retrying } from './retry.ts'
import type { TopicSource } from './source.ts'

export interface SessionOptions {
  partition: number
  handler: PartitionHandler
  source: TopicSource
  /** An earlier session of this partition, whose last handler call must end before this one begins. */
  after: Promise<void>
  onError: (error: unknown, doing: string) => void
}

/** One partition in one member's hands: opened, read until it is closed. */
export interface PartitionSession {
  /** Tells the handler; resolves when `closed` has. No new call is made, one of `records` may be running. */
  close(): Promise<void>
  /** Resolves when no handler call is running or will be made. */
  readonly ended: Promise<void>
}

export function startSession({ partition, handler, source, after, onError }: SessionOptions): PartitionSession {
  const closing = new AbortController()
  const { signal } = closing
  let more = false
  let wake = () => {}
  const ignore = source.onAppend(() => {
    more = true
    wake()
  })

  const retry = <T>(doing: string, run: () => T | Promise<T>) =>
    retrying(run, { signal, onRetry: error => onError(error, `${doing} partition ${partition}; trying again`) })

  const fail = (error: unknown) => {
    if (signal.aborted) return
    try {
      handler.failed?.(partition, error instanceof Error ? error : new Error(String(error)))
    } catch (fault) {
      onError(fault, `telling that partition ${partition} failed`)
    }
  }

  async function open(): Promise<number | undefined> {
    await after
    try {
      return await retry('opening', () => handler.open(partition))
    } catch (error) {
      fail(error)
      return undefined
    }
  }

  async function deliver(from: number): Promise<void> {
    try {
      checkPosition(partition, from, await retry('reading', () => source.bounds(partition)))
      for (let next = from; !signal.aborted; ) {
        more = false
        const records = await retry('reading', () => source.read(partition, next, signal))
        if (records.length === 0) {
          await new Promise<void>(resolve => {
            wake = resolve
            if (more || signal.aborted) resolve()
          })
          continue
        }
        next = checkDense(partition, next, records)
        await retry('handling', () => handler.records(partition, records))
        await nextTurn() // a backlog must not starve the rest of the process
      }
    } catch (error) {
      fail(error)
    }
  }

  const opening = open()
  const ended = opening.then(from => (from === undefined ? undefined : deliver(from))).finally(ignore)
  let closed: Promise<void> | undefined
  return {
    ended,
    close: () => {
      closed ??= (async () => {
        closing.abort()
        wake()
        if ((await opening) === undefined) return
        try {
          await handler.closed(partition)
        } catch (error) {
          onError(error, `closing partition ${partition}`)
        }
      })()
      return closed
    },
  }
}

function checkPosition(partition: number, from: number, { start, end }: { start: number; end: number }): void {
  if (Number.isInteger(from) && from >= start && from <= end) return
  throw new WeirError('LOG_POSITION_INVALID', `partition ${partition} holds ${start} to ${end}, asked for ${from}`, {
    remedy: 'the state and the log are not of the same moment: restore them together',
  })
}

/** The offset after `records`, which must follow `next` one by one. */
function checkDense(partition: number, next: number, records: readonly StoredRecord[]): number {
  for (const record of records) {
    if (record.offset !== next) {
      throw new WeirError(
        'LOG_POSITION_INVALID',
        `partition ${partition} goes on at ${record.offset}, not at ${next}`,
        {
          remedy: 'records are missing: restore the log, or find out who removed them',
        },
      )
    }
    next++
  }
  return next
}
