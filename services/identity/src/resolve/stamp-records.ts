import type { EventBatch, IdentifiedEvent } from '@weir/event'
import type { StampedRecord } from '../output/gather-outputs.ts'
import type { Stamp } from './resolver.ts'

/** Puts stamps and accepted coordinates on the events of one partition's records; `stamps` are in the order of all events. */
export function stampRecords(
  partition: number,
  batches: readonly (EventBatch & { offset: number; bytes: number })[],
  stamps: readonly Stamp[],
): StampedRecord[] {
  let at = 0
  return batches.map(({ offset, bytes, day, sealed, events }) => ({
    day,
    sealed,
    bytes,
    events: events.map((event, index): IdentifiedEvent => {
      const { tenant, receivedAt } = event
      const { oneId, anchorKey, keyIds } = stamps[at++]!
      return { partition, offset, index, tenant, receivedAt, verdict: 'identified', oneId, anchorKey, keyIds, event }
    }),
  }))
}
