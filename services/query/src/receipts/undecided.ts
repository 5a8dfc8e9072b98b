import { decodeIdentifiedBatch } from '@weir/event'
import { type EventLog, groups, type StoredRecord, type Topic, topics } from '@weir/event-log'
import type { Secrets } from '@weir/privacy'
import { acceptedIn } from './accepted-record.ts'
import { type Asked, isAsked, type Outcome } from './outcome.ts'
import { type OffsetRange, readLog } from './read-log.ts'
import { rejectedIn } from './rejected-record.ts'

export interface TailLimits {
  timeoutMs: number
  /** Most records of a topic that are read; a longer tail is not read at all. */
  maxRecords: number
}

/**
 * Looks for the event among those no outcome is written of yet: the tails of the log past what identity and the processor
 * said they had done. `undefined` with `complete` means it is not there; without, nobody looked everywhere.
 *
 * The order makes the answer true while events move on: both positions are read first, so an event that leaves
 * events.accepted meanwhile is found on events.identified, and one decided before that is in ClickHouse, where the
 * caller looks again.
 */
export async function findUndecided(
  log: EventLog,
  secrets: Secrets,
  asked: Asked,
  limits: TailLimits,
): Promise<{ outcome?: Outcome; complete: boolean }> {
  const [identified, rejected, accepted] = await Promise.all([
    log.lag(topics.identified, groups.processor),
    log.lag(topics.rejected, groups.processor),
    log.lag(topics.accepted, groups.identity),
  ])
  let complete = true
  const found: Outcome[] = []
  const look = async (
    topic: Topic,
    places: typeof accepted,
    find: (record: StoredRecord, generation: string) => Outcome[],
  ) => {
    const { generation, partitions } = await log.bounds(topic)
    const ranges = new Map<number, OffsetRange>(
      places.map(({ partition, next }) => {
        const { start = 0, end = 0 } = partitions[partition] ?? {}
        return [partition, { from: Math.max(next, start), to: end }]
      }),
    )
    const records = [...ranges.values()].reduce((sum, { from, to }) => sum + Math.max(0, to - from), 0)
    if (records > limits.maxRecords) {
      complete = false
      return
    }
    const end = await readLog(log, topic, ranges, record => found.push(...find(record, generation)) > 0, limits)
    if (end === 'timeout') complete = false
  }
  await look(topics.accepted, accepted, (record, generation) => acceptedIn(record, generation, asked))
  if (found.length === 0) await look(topics.identified, identified, record => identifiedIn(record, asked))
  if (found.length === 0)
    await look(topics.rejected, rejected, (record, generation) => rejectedIn(record, generation, secrets, asked))
  return { ...(found[0] && { outcome: found[0] }), complete }
}

/** The asked events in a record of events.identified. A suppressed one has no id left and is found by coordinates alone. */
function identifiedIn({ value }: StoredRecord, asked: Asked): Outcome[] {
  const batch = decodeIdentifiedBatch(value)
  return batch.events.flatMap(({ partition, offset, index, tenant, receivedAt, oneId, event }) =>
    event && isAsked(asked, { tenant, id: event.id, source: event.source })
      ? [
          {
            state: 'pending',
            coordinates: { log: batch.generation, partition, offset, index },
            event: { id: event.id, source: event.source, type: event.type, oneId: String(oneId) },
            receivedAt,
            identified: true,
          },
        ]
      : [],
  )
}
