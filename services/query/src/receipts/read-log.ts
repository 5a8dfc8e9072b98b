import { randomUUID } from 'node:crypto'
import type { EventLog, StoredRecord, Topic } from '@weir/event-log'
import { inTurns } from './in-turns.ts'

/** Offsets of one partition to be read: `from` inclusive, `to` exclusive. */
export interface OffsetRange {
  from: number
  to: number
}

export interface ReadLimits {
  timeoutMs: number
}

/** `read`: every record of the ranges was visited, or `visit` said it has enough. `timeout`: it is not known what the rest holds. */
export type ReadEnd = 'read' | 'timeout'

/**
 * Shows records of the log to `visit` until it answers true. Reads as a group of its own that is forgotten afterwards:
 * it never says `processed`, so it holds back no retention and moves nobody's position.
 */
export async function readLog(
  log: EventLog,
  topic: Topic,
  ranges: ReadonlyMap<number, OffsetRange>,
  visit: (record: StoredRecord) => boolean,
  { timeoutMs }: ReadLimits,
): Promise<ReadEnd> {
  const waiting = new Set([...ranges].filter(([, { from, to }]) => from < to).map(([partition]) => partition))
  if (waiting.size === 0) return 'read'
  const ends = (await log.bounds(topic)).partitions.map(({ end }) => end)
  let enough = false
  let resolve: (end: ReadEnd) => void = () => {}
  let reject: (error: Error) => void = () => {}
  const ended = new Promise<ReadEnd>((...settle) => {
    ;[resolve, reject] = settle
  })
  const timer = setTimeout(() => resolve('timeout'), timeoutMs)
  const consumer = await log.consume(topic, `query-${randomUUID()}`, {
    open: async partition => ranges.get(partition)?.from ?? ends[partition] ?? 0,
    records: async (partition, records) => {
      const to = ranges.get(partition)?.to ?? 0
      await inTurns(records, record => {
        if (enough || record.offset >= to) return true
        enough = visit(record)
        return enough
      })
      if ((records.at(-1)?.offset ?? 0) >= to - 1) waiting.delete(partition)
      if (enough || waiting.size === 0) resolve('read')
    },
    closed: async () => {},
    failed: (_, error) => reject(error),
  })
  try {
    return await ended
  } finally {
    clearTimeout(timer)
    enough = true
    await consumer.stop()
  }
}
