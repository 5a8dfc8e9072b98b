import type { IdentifiedEvent } from '@weir/event'
import type { StoredId } from '../ids/id-memory.ts'

/** Highest accepted coordinates decided, by accepted partition: `[offset, index]`. */
export type Decided = { readonly [partition: string]: readonly [offset: number, index: number] }

export type Outcome =
  /** identity repeating itself after a crash: no outcome at all */
  { kind: 'repeat' } | { kind: 'suppressed' } | { kind: 'duplicate'; of: StoredId } | { kind: 'new' }

export interface Place {
  log: string
  partition: number
  offset: number
  index: number
}

const samePlace = (id: StoredId, place: Place) =>
  id.log === place.log && id.partition === place.partition && id.offset === place.offset && id.index === place.index

const sevenDaysMs = 7 * 86_400_000

/**
 * Decides the events of one range in their order. First repeats, by accepted coordinates; then ids: unknown, or this
 * very event's own coordinates (the range is done again), is new; anything else is a duplicate.
 */
export function createDecider(decided: Decided, known: (hash: string) => StoredId | undefined) {
  const highest = new Map<number, readonly [number, number]>(
    Object.entries(decided).map(([partition, at]) => [Number(partition), at]),
  )
  const inRange = new Map<string, StoredId>()

  return {
    decide(event: IdentifiedEvent, hash: string, place: Place): Outcome {
      const last = highest.get(event.partition)
      if (last && (event.offset < last[0] || (event.offset === last[0] && event.index <= last[1])))
        return { kind: 'repeat' }
      highest.set(event.partition, [event.offset, event.index])
      if (event.verdict === 'suppressed') return { kind: 'suppressed' }
      const id = inRange.get(hash) ?? known(hash)
      if (!id || samePlace(id, place) || Math.abs(id.receivedAt - event.receivedAt) > sevenDaysMs)
        return { kind: 'new' }
      return { kind: 'duplicate', of: id }
    },
    /** Only stored events are remembered: a quarantined one may be mended and sent again. */
    stored(hash: string, id: StoredId): void {
      inRange.set(hash, id)
    },
    newlyStored: (): ReadonlyMap<string, StoredId> => inRange,
    highest: (): Decided => Object.fromEntries(highest),
  }
}
