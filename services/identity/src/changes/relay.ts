import { setTimeout as wait } from 'node:timers/promises'
import { encodeChangeBatch, eventIdHash, identifiedPartition } from '@weir/event'
import { type EventLog, type LogRecord, maxRecordEvents, topics } from '@weir/event-log'
import type { Change, IdentityStore } from '../store/identity-store.ts'

export interface RelayParts {
  store: Pick<IdentityStore, 'changes' | 'forgetChanges'>
  log: Pick<EventLog, 'append'>
  /** Of identity.changes. */
  partitions: number
  /** Runs again after retryable errors until it succeeds or the signal aborts. */
  insist: <T>(doing: string, run: () => Promise<T>, signal: AbortSignal) => Promise<T>
  /** Least time between two rounds: changes made meanwhile share one flush. */
  intervalMs: number
  /** Told what ended it before it was stopped. */
  onFailure: (error: unknown) => void
}

const maxChangesRead = 5_000

/**
 * Brings overrides from the outbox to identity.changes, at least once: a change is taken out only when it was appended.
 * Readers keep the highest version of each key, so repeats and another order change nothing.
 */
export function startRelay({ store, log, partitions, insist, intervalMs, onFailure }: RelayParts) {
  const stopping = new AbortController()
  const { signal } = stopping
  let pending = true
  let wake = () => {}

  async function round(): Promise<number> {
    const changes = await insist('the outbox of overrides', () => store.changes(maxChangesRead), signal)
    if (changes.length === 0) return 0
    const records = changeRecords(changes, partitions)
    await insist(topics.changes, () => log.append(topics.changes, records), signal)
    await insist('the outbox of overrides', () => store.forgetChanges(changes), signal)
    return changes.length
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      if (!pending) {
        await new Promise<void>(resolve => {
          wake = resolve
        })
        continue
      }
      pending = false
      if ((await round()) === maxChangesRead) pending = true
      await wait(intervalMs, undefined, { signal })
    }
  }
  const running = run().catch(error => {
    if (!signal.aborted) onFailure(error)
  })

  return {
    /** There is something in the outbox. */
    wake(): void {
      pending = true
      wake()
    },
    async stop(): Promise<void> {
      stopping.abort()
      wake()
      await running
    },
  }
}

/** Changes of a tenant go to one partition, in the order of their versions. */
export function changeRecords(changes: readonly Change[], partitions: number): LogRecord[] {
  const byPartition = new Map<number, Change[]>()
  for (const change of changes) {
    const partition = identifiedPartition(eventIdHash(change.tenant, '', ''), partitions)
    const part = byPartition.get(partition)
    if (part) part.push(change)
    else byPartition.set(partition, [change])
  }
  return [...byPartition].flatMap(([partition, part]) => {
    const records: LogRecord[] = []
    for (let at = 0; at < part.length; at += maxRecordEvents) {
      const value = encodeChangeBatch({ changes: part.slice(at, at + maxRecordEvents) })
      records.push({ partition, value })
    }
    return records
  })
}
