import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Consumer, EventLog, StoredRecord, Topic } from '@weir/event-log'
import type { Logger } from '@weir/telemetry'
import { inTurns } from '../receipts/in-turns.ts'

export interface TailOptions<Of extends Topic> {
  log: EventLog
  topics: readonly Of[]
  /** Every record appended from now on, in order within its partition. */
  visit(topic: Of, record: StoredRecord, generation: string): void
  /** From now on every record is visited: what was appended before may be read otherwise. Called again after a fault. */
  begun(): void
  logger: Logger
  /** How often the log is asked whether it is there. */
  probeMs: number
}

export interface Tail {
  readonly state: 'starting' | 'reading' | 'unavailable'
  stop(): Promise<void>
}

const probeTimeoutMs = 5_000

/**
 * Follows topics from their ends until it is stopped. Reads as a group of its own that is forgotten afterwards: it never
 * says `processed`, so it holds back no retention and moves nobody's position. When the log is away, it says so and goes on
 * by itself.
 */
export function startTail<Of extends Topic>(options: TailOptions<Of>): Tail {
  const { log, topics, visit, begun, logger, probeMs } = options
  const stopping = new AbortController()
  const { signal } = stopping
  let state: Tail['state'] = 'starting'
  const ended = follow()

  async function follow(): Promise<void> {
    while (!signal.aborted) {
      const failed = new AbortController()
      const joining = topics.map(topic => begin(topic, failed))
      try {
        await within(probeTimeoutMs, Promise.all(joining))
        begun()
        await watch(failed.signal)
      } catch (err) {
        if (!signal.aborted && state !== 'unavailable') logger.warn({ err }, 'the debugger cannot read the log')
        state = 'unavailable'
      } finally {
        // One that joins late is stopped late; nobody waits for it.
        const stopped = Promise.allSettled(joining.map(async consumer => (await consumer).stop()))
        await within(probeTimeoutMs, stopped).catch(() => {})
      }
      await wait(probeMs, undefined, { signal }).catch(() => {})
    }
  }

  /** The log takes up reading by itself after an outage; people must be told meanwhile. */
  async function watch(failed: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      failed.throwIfAborted()
      state = await within(probeTimeoutMs, log.bounds(topics[0]!)).then(
        () => 'reading' as const,
        () => 'unavailable' as const,
      )
      await wait(probeMs, undefined, { signal: AbortSignal.any([signal, failed]) }).catch(() => {})
    }
  }

  async function begin(topic: Of, failed: AbortController): Promise<Consumer> {
    const { generation, partitions } = await log.bounds(topic)
    const next = new Map(partitions.map(({ end }, partition) => [partition, end]))
    return log.consume(topic, `query-debugger-${randomUUID()}`, {
      open: async partition => next.get(partition) ?? 0,
      async records(partition, records) {
        await inTurns(records, record => {
          if (signal.aborted) return true
          visit(topic, record, generation)
          next.set(partition, record.offset + 1)
          return false
        })
      },
      closed: async () => {},
      failed: (_, error) => failed.abort(error),
    })
  }

  return {
    get state() {
      return state
    },
    async stop() {
      stopping.abort()
      await ended
    },
  }
}

/** An engine that does not answer is as good as one that is away. */
async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  const timeout = new AbortController()
  const late = wait(timeoutMs, undefined, { signal: timeout.signal }).then(() => {
    throw new Error(`no answer within ${timeoutMs} ms`)
  })
  late.catch(() => {})
  try {
    return await Promise.race([work, late])
  } finally {
    timeout.abort()
  }
}
