import { decodeRejectedBatch } from '@weir/event'
import { type EventLog, type StoredRecord, topics } from '@weir/event-log'
import { openValues, type Secrets } from '@weir/privacy'
import type { Coordinates } from './coordinates.ts'
import { type Asked, isAsked, type Outcome } from './outcome.ts'
import { type NoRecord, recordAt } from './record-at.ts'

/** A rejected event whose dead letter may not be written yet, straight from events.rejected. */
export async function rejectedAt(
  log: EventLog,
  secrets: Secrets,
  asked: Asked,
  at: Coordinates,
  timeoutMs: number,
): Promise<Outcome | NoRecord> {
  const record = await recordAt(log, topics.rejected, at, timeoutMs)
  if (typeof record === 'string') return record
  return rejectedIn(record, at.log, secrets, asked).find(({ coordinates }) => coordinates.index === at.index) ?? 'never'
}

/** The asked events in a record of events.rejected. */
export function rejectedIn(
  { value, partition, offset }: StoredRecord,
  generation: string,
  secrets: Secrets,
  asked: Asked,
): Outcome[] {
  const batch = decodeRejectedBatch(value)
  return batch.events.flatMap(({ tenant, id, source, type, receivedAt, code, field, message, original }, index) =>
    isAsked(asked, { tenant, id, source })
      ? [
          {
            state: 'rejected',
            coordinates: { log: generation, partition, offset, index },
            event: { id, source, type },
            receivedAt,
            reason: { code, field, message },
            original: () => openValues(secrets, batch.sealed)[original] ?? '',
          },
        ]
      : [],
  )
}
