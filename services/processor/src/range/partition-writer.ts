import type { StoredRecord } from '@weir/event-log'
import type { Json, PartitionPosition } from '@weir/state-store'
import { nextIntent, type RangeJob } from './job.ts'
import type { Intent, RangeRecord } from './range.ts'
import { type WriteDeps, writeRange } from './write-range.ts'

interface Buffered<Batch> extends RangeRecord<Batch> {
  events: number
  bytes: number
  day: number
}

export interface PartitionWriterDeps extends WriteDeps {
  now(): number
  partitionsOwned(): number
  /** The range is done: tell the log. */
  processed(next: number): Promise<void>
  /** The partition cannot go on and stays stopped. */
  stopped(error: Error): void
}

/** Records waiting to be written may hold this many ranges' worth before the log is told to pause. */
const bufferedRanges = 2

/**
 * Gathers one partition's records into ranges and writes them one after the other. While a range is being written the
 * next one fills, up to a bound: `add` stays pending until there is room.
 */
export function createPartitionWriter<Batch, Extra extends Json>(
  job: RangeJob<Batch, Extra>,
  at: { generation: string; partition: number; position: PartitionPosition<Intent, Extra> },
  deps: PartitionWriterDeps,
) {
  const { position, generation, partition } = at
  let waiting: Buffered<Batch>[] = []
  let events = 0
  let bytes = 0
  let oldestAt = 0
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let closed = false
  let roomFor: (() => void)[] = []

  /** A range done again must be had whole, however much that is: limits may have been larger when it was begun. */
  const redoIncomplete = () => {
    const redo = position.current.intent
    return redo !== undefined && !running && waiting.length < redo.to - redo.from
  }

  const full = () =>
    !redoIncomplete() && (events >= job.limits.events * bufferedRanges || bytes >= job.limits.bytes * bufferedRanges)

  async function add(records: readonly StoredRecord[]): Promise<void> {
    if (waiting.length === 0) oldestAt = deps.now()
    for (const { offset, value } of records) {
      const decoded = job.decode(value)
      waiting.push({ offset, batch: decoded.batch, events: decoded.events, day: decoded.day, bytes: value.byteLength })
      events += decoded.events
      bytes += value.byteLength
    }
    schedule()
    while (full() && !closed) await new Promise<void>(resolve => roomFor.push(resolve))
  }

  /** How many of the waiting records make the next range, 0 while it may still grow. */
  function cut(): number {
    const first = waiting[0]
    if (!first) return 0
    const redo = position.current.intent
    if (redo) {
      const count = redo.to - redo.from
      return waiting.length >= count ? count : 0
    }
    let count = 0
    let size = 0
    let held = 0
    for (const record of waiting) {
      const over = held + record.events > job.limits.events || size + record.bytes > job.limits.bytes
      if (count > 0 && (over || record.day !== first.day)) return count
      count += 1
      held += record.events
      size += record.bytes
    }
    const aged = deps.now() - oldestAt >= job.limits.ageMs(deps.partitionsOwned())
    return aged || held >= job.limits.events ? count : 0
  }

  function schedule(): void {
    if (running || closed) return
    clearTimeout(timer)
    const count = cut()
    if (count > 0) {
      running = writeNext(count).then(finished, failed)
      return
    }
    if (waiting.length === 0 || position.current.intent) return
    const dueMs = oldestAt + job.limits.ageMs(deps.partitionsOwned()) - deps.now()
    timer = setTimeout(schedule, Math.max(1, dueMs))
  }

  function finished(): void {
    running = undefined
    schedule()
  }

  function failed(error: Error): void {
    running = undefined
    if (closed) return
    close()
    deps.stopped(error)
  }

  async function writeNext(count: number): Promise<void> {
    const taken = waiting.slice(0, count)
    waiting = waiting.slice(count)
    oldestAt = deps.now()
    const from = position.current.next
    const intent =
      position.current.intent ?? nextIntent(from, from + count, job.definitions(), deps.now(), deps.shards.length)
    await writeRange(job, position, { generation, partition, intent, records: taken }, deps)
    for (const record of taken) {
      events -= record.events
      bytes -= record.bytes
    }
    await deps.processed(intent.to)
    const waked = roomFor
    roomFor = []
    for (const wake of waked) wake()
  }

  function close(): void {
    closed = true
    clearTimeout(timer)
    for (const wake of roomFor) wake()
    roomFor = []
  }

  return {
    add,
    /** Stops taking ranges; resolves when the one in flight has ended. */
    async close(): Promise<void> {
      close()
      await running
    },
    waitingEvents: () => events,
  }
}

export type PartitionWriter = ReturnType<typeof createPartitionWriter>
