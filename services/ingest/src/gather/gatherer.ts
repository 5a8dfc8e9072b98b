import { dayOf } from '@weir/event'
import { type EventLog, maxRecordBytes, type Topic } from '@weir/event-log'
import { hasRoom, joinSmall, type OpenRecord } from './open-record.ts'
import type { Ticket } from './ticket.ts'

/** How entries of a kind become the value of a record. */
export interface RecordCodec<E> {
  topic: Topic
  /** Estimated bytes of an entry in a record; a record that turns out larger is split. */
  sizeOf(entry: E): number
  /** `day` is the UTC day of every receivedAt in it. */
  encode(day: number, entries: readonly E[]): Uint8Array
}

export interface GathererOptions {
  log: Pick<EventLog, 'append'>
  /** Longest an entry waits for others, ms. */
  lingerMs: number
  /** Records that would hold fewer events go together, in the partition of one of them; 1 unless given: none do. */
  leastEvents?: number
  /** Told after every append; `error` when it failed. */
  onAppend?(outcome: { topic: Topic; events: number; records: number; ms: number; error?: unknown }): void
}

export interface Gatherer<E> {
  /** Puts an entry into its partition's open record. `position` is its place in the ticket. */
  add(partition: number, receivedAt: number, entry: E, ticket: Ticket, position: number): void
  /** Bytes gathered or being appended: they stay in memory also when the requests that brought them gave up waiting. */
  pendingBytes(): number
  /** How long the newest finished append took, ms, while others are under way; 0 when none is. */
  appendingMs(): number
  /** Appends what is gathered now; resolves when nothing is under way. */
  flush(): Promise<void>
}

/**
 * Gathers the events of many requests into few records: everything that a record costs (append, flush to disk,
 * checksum, one seal) is then paid once for up to a thousand events. A record holds one UTC day of one partition.
 *
 * Nothing is acknowledged here: a ticket is told that a record is durable only after `append` resolved, and a failed
 * append fails every request that had an event in it.
 */
export function createGatherer<E>(codec: RecordCodec<E>, options: GathererOptions): Gatherer<E> {
  const { log, lingerMs, leastEvents = 1, onAppend } = options
  const open = new Map<number, OpenRecord<E>>()
  const underWay = new Set<Promise<void>>()
  let timer: NodeJS.Timeout | undefined
  let pending = 0
  let lastMs = 0

  function add(partition: number, receivedAt: number, entry: E, ticket: Ticket, position: number): void {
    const day = dayOf(receivedAt)
    const bytes = codec.sizeOf(entry)
    let record = open.get(partition)
    if (record && (record.day !== day || !hasRoom(record, 1, bytes))) {
      open.delete(partition)
      append([record])
      record = undefined
    }
    if (!record) {
      record = { partition, day, entries: [], tickets: [], positions: [], joined: [], bytes: 0 }
      open.set(partition, record)
    }
    // Entries of one request come together, so the last ticket tells whether this record knows it already.
    if (record.tickets.at(-1) !== ticket) {
      ticket.joined()
      record.joined.push(ticket)
    }
    record.entries.push(entry)
    record.tickets.push(ticket)
    record.positions.push(position)
    record.bytes += bytes
    pending += bytes
    timer ??= setTimeout(flushOpen, lingerMs)
  }

  function flushOpen(): void {
    clearTimeout(timer)
    timer = undefined
    if (open.size === 0) return
    const records = joinSmall([...open.values()], leastEvents)
    open.clear()
    append(records)
  }

  function append(records: OpenRecord<E>[]): void {
    const run = appendNow(records).finally(() => underWay.delete(run))
    underWay.add(run)
  }

  async function appendNow(records: readonly OpenRecord<E>[]): Promise<void> {
    const startedAt = performance.now()
    const events = records.reduce((sum, { entries }) => sum + entries.length, 0)
    const outcome = { topic: codec.topic, events, records: records.length }
    try {
      const parts = records.flatMap(record => encodeWithinLimit(codec, record, 0, record.entries.length))
      const offsets = await log.append(
        codec.topic,
        parts.map(({ partition, value }) => ({ partition, value })),
      )
      for (const [index, part] of parts.entries()) place(part, offsets[index]!)
      for (const { joined } of records) for (const ticket of joined) ticket.durable()
      onAppend?.({ ...outcome, ms: performance.now() - startedAt })
    } catch (error) {
      for (const { joined } of records) for (const ticket of joined) ticket.failed(error)
      onAppend?.({ ...outcome, ms: performance.now() - startedAt, error })
    } finally {
      lastMs = performance.now() - startedAt
      for (const { bytes } of records) pending -= bytes
    }
  }

  return {
    add,
    pendingBytes: () => pending,
    appendingMs: () => (underWay.size > 0 ? lastMs : 0),
    async flush() {
      flushOpen()
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
}

interface Part<E> {
  record: OpenRecord<E>
  from: number
  to: number
  partition: number
  value: Uint8Array
}

/**
 * Sizes are estimates: a record that comes out too large is encoded again as two. So is one that cannot be encoded, down to
 * the event at fault, which fails its own request only.
 */
function encodeWithinLimit<E>(codec: RecordCodec<E>, record: OpenRecord<E>, from: number, to: number): Part<E>[] {
  const isSingle = to - from === 1
  try {
    const value = codec.encode(record.day, record.entries.slice(from, to))
    if (value.length <= maxRecordBytes || isSingle) return [{ record, from, to, partition: record.partition, value }]
  } catch (error) {
    if (isSingle) {
      record.tickets[from]!.failed(error)
      return []
    }
  }
  const middle = (from + to) >>> 1
  return [...encodeWithinLimit(codec, record, from, middle), ...encodeWithinLimit(codec, record, middle, to)]
}

function place<E>({ record, from, to, partition }: Part<E>, offset: number): void {
  for (let at = from; at < to; at++)
    record.tickets[at]!.places[record.positions[at]!] = { partition, offset, index: at - from }
}
