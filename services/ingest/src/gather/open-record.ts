import { maxRecordBytes, maxRecordEvents } from '@weir/event-log'
import type { Ticket } from './ticket.ts'

/** A record being filled. `entries`, `tickets` and `positions` run in step. */
export interface OpenRecord<E> {
  partition: number
  day: number
  entries: E[]
  tickets: Ticket[]
  positions: number[]
  /** Each ticket as often as it was told `joined`. */
  joined: Ticket[]
  bytes: number
}

/** Kept free for the record's own fields and estimates that fell short. */
const fillBytes = Math.floor(maxRecordBytes * 0.8)

export const hasRoom = ({ entries, bytes }: OpenRecord<unknown>, more: number, moreBytes: number): boolean =>
  entries.length + more <= maxRecordEvents && bytes + moreBytes <= fillBytes

/**
 * Puts records with few events together until each has `leastEvents`, in the partition of the largest among them. The
 * partition of an event is for locality, which matters when there are many; when there are few, what each record costs
 * (a seal, an append, its handling at the broker and in every stage behind) matters more.
 */
export function joinSmall<E>(records: readonly OpenRecord<E>[], leastEvents: number): OpenRecord<E>[] {
  const small = records.filter(({ entries }) => entries.length < leastEvents)
  if (small.length < 2) return [...records]
  const joined = records.filter(({ entries }) => entries.length >= leastEvents)
  let open: OpenRecord<E> | undefined
  for (const record of small.toSorted((a, b) => b.entries.length - a.entries.length)) {
    if (open && open.day === record.day && hasRoom(open, record.entries.length, record.bytes)) append(open, record)
    else {
      open = record
      joined.push(open)
    }
    if (open.entries.length >= leastEvents) open = undefined
  }
  return joined
}

function append<E>(to: OpenRecord<E>, from: OpenRecord<E>): void {
  to.entries.push(...from.entries)
  to.tickets.push(...from.tickets)
  to.positions.push(...from.positions)
  to.joined.push(...from.joined)
  to.bytes += from.bytes
}
