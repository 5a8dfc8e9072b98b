import { isWeirError, WeirError } from '@weir/errors'
import type { LogRecord } from '../event-log.ts'
import type { TopicStore } from './topic-store.ts'

/** What one flush carries at most: larger ones only make everyone in them wait longer. */
const flushLimits = { records: 1_000, bytes: 16 * 2 ** 20 }

export interface Appender {
  /** Resolves with the offsets once the records are flushed. Calls made while a flush runs share the next one. */
  append(records: readonly LogRecord[]): Promise<readonly number[]>
  /** Resolves when nothing is on its way. */
  drained(): Promise<void>
}

interface Call {
  records: readonly LogRecord[]
  resolve: (offsets: readonly number[]) => void
  reject: (error: unknown) => void
}

export function createAppender(store: Pick<TopicStore, 'append'>): Appender {
  const waiting: Call[] = []
  let flushing: Promise<void> | undefined

  const flushAll = async () => {
    while (waiting.length > 0) await flush(store, takeFlush(waiting))
    flushing = undefined
  }
  return {
    append: records =>
      new Promise((resolve, reject) => {
        waiting.push({ records, resolve, reject })
        flushing ??= Promise.resolve().then(flushAll)
      }),
    drained: async () => flushing,
  }
}

function takeFlush(waiting: Call[]): Call[] {
  let records = 0
  let bytes = 0
  const beyond = waiting.findIndex(call => {
    records += call.records.length
    for (const { value } of call.records) bytes += value.length
    return records > flushLimits.records || bytes > flushLimits.bytes
  })
  return waiting.splice(0, beyond === -1 ? waiting.length : Math.max(1, beyond))
}

async function flush(store: Pick<TopicStore, 'append'>, calls: readonly Call[]): Promise<void> {
  try {
    const offsets = await store.append(calls.flatMap(call => call.records))
    let at = 0
    for (const { records, resolve } of calls) {
      resolve(offsets.slice(at, at + records.length))
      at += records.length
    }
  } catch (error) {
    const failure = isWeirError(error, 'DISK_FULL')
      ? new WeirError('LOG_FULL', error.message, { cause: error, remedy: 'free disk space' })
      : error
    for (const { reject } of calls) reject(failure)
  }
}
