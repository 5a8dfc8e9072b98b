import { decodeAcceptedIds } from '@weir/event'
import { type EventLog, groups, type StoredRecord, topics } from '@weir/event-log'
import type { Coordinates } from './coordinates.ts'
import { type Asked, isAsked, type Outcome } from './outcome.ts'
import { type NoRecord, recordAt } from './record-at.ts'

/** What the log says of these coordinates of events.accepted. An event found there is pending as far as the log knows. */
export async function acceptedAt(
  log: EventLog,
  asked: Asked,
  at: Coordinates,
  timeoutMs: number,
): Promise<Outcome | NoRecord> {
  const record = await recordAt(log, topics.accepted, at, timeoutMs)
  if (typeof record === 'string') return record
  const outcome = acceptedIn(record, at.log, asked).find(({ coordinates }) => coordinates.index === at.index)
  if (!outcome) return 'never'
  const places = await log.lag(topics.accepted, groups.identity)
  return {
    ...outcome,
    identified: places.some(({ partition, next }) => partition === at.partition && next > at.offset),
  }
}

/** The asked events in a record of events.accepted. */
export function acceptedIn({ value, partition, offset }: StoredRecord, generation: string, asked: Asked): Outcome[] {
  return decodeAcceptedIds(value).flatMap(({ tenant, id, source, type, receivedAt }, index) =>
    isAsked(asked, { tenant, id, source })
      ? [
          {
            state: 'pending',
            coordinates: { log: generation, partition, offset, index },
            event: { id, source, type },
            receivedAt,
          },
        ]
      : [],
  )
}

/** True when every event that identity had passed on by now has its outcome written. */
export async function allDecided(log: EventLog): Promise<boolean> {
  const places = await log.lag(topics.identified, groups.processor)
  return places.every(({ next, end }) => next >= end)
}
