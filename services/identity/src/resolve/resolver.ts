import type { Event } from '@weir/event'
import type { Applied, Facts } from '../store/identity-store.ts'
import { anchorOf } from './anchor.ts'
import { createGatherer, type Display, type Gathered, type SeenKey } from './gather.ts'
import { createKeyCache, type KeyCache } from './key-cache.ts'

/** Who did an event; all zero without a usable key. */
export interface Stamp {
  oneId: number
  anchorKey: number
  /** Of the usable keys, in the order of the event's keys. */
  keyIds: number[]
}

/** The events of one record, and how their keys' values are shown. */
export interface ResolvableRecord {
  events: readonly Event[]
  display: Display
}

export interface ResolverOptions {
  /** Applies facts; retries until it knows that they are durable, or the signal aborts. */
  apply: (facts: Facts, signal: AbortSignal) => Promise<Applied>
  priorityOf: (type: string) => number
  /** Most keys and links remembered. */
  cacheEntries: number
  /**
   * A key's OneID is asked for again when it was last heard of this long ago; by default never, for whoever is the only
   * one to change any. So an override this much older than an event is in its stamp already, and could be forgotten.
   */
  oneIdMaxAgeMs?: number
  now?: () => number
  observe?: (applied: Applied) => void
}

export interface Resolver {
  /** Resolves when everything the events say is durable; stamps in the order of all events. */
  resolve(records: readonly ResolvableRecord[], signal: AbortSignal): Promise<Stamp[]>
}

/**
 * Turns events into stamps. What the store said before is kept in a bounded cache, so events whose keys and links are
 * known are stamped without it; `store.apply` is called at most once a batch.
 */
export function createResolver(options: ResolverOptions): Resolver {
  const { apply, priorityOf, cacheEntries, oneIdMaxAgeMs = Number.POSITIVE_INFINITY, observe, now = Date.now } = options
  const cache = createKeyCache(cacheEntries)
  return {
    async resolve(records, signal) {
      const startedAt = now()
      const gatherer = createGatherer(cache, priorityOf, startedAt - oneIdMaxAgeMs)
      const found: SeenKey[][] = []
      for (const { events, display } of records) {
        for (const event of events) found.push(gatherer.add(event, display))
      }
      const gathered = gatherer.gathered()
      if (gathered.facts.keys.length > 0) {
        const applied = await apply(gathered.facts, signal)
        remember(cache, gathered, applied, startedAt)
        observe?.(applied)
      }
      return found.map(keys => {
        const anchor = anchorOf(keys)?.key
        if (!anchor) return { oneId: 0, anchorKey: 0, keyIds: [] }
        return { oneId: anchor.oneId, anchorKey: anchor.keyId, keyIds: keys.map(({ key }) => key.keyId) }
      })
    },
  }
}

/** A OneID is heard of in `keys` for the keys of this batch, in `changes` for all others of their clusters. */
function remember(cache: KeyCache, { keys, links }: Gathered, applied: Applied, heardAt: number): void {
  for (const { keyId, oneId } of applied.changes) cache.moved(keyId, oneId)
  for (const [place, key] of keys.entries()) {
    const isFresh = key.keyId === 0
    Object.assign(key, applied.keys[place], { heardAt })
    if (isFresh) cache.put(key)
  }
  for (const [place, { a, b }] of links.entries()) {
    const [lo, hi] = a.keyId < b.keyId ? [a, b] : [b, a]
    cache.linked(lo, hi.keyId, applied.links[place]!)
  }
}
