import type { Policy } from '@weir/identity-rules'

/** What decides between the keys of one event. */
export interface RankedKey {
  /** Of its type; higher is stronger. */
  priority: number
  /** Order by name is order by HMAC bytes. */
  name: string
}

/** A type that the policy no longer has is weaker than every type it has. */
export function priorities(policy: Policy): (type: string) => number {
  const known = new Map([...policy.types].map(([name, { priority }]) => [name, priority]))
  return type => known.get(type) ?? 0
}

/** Strongest first: by type, then by HMAC bytes, never by id, so that arrival order decides nothing. */
const byStrength = (a: RankedKey, b: RankedKey): number => b.priority - a.priority || (a.name < b.name ? -1 : 1)

/** The strongest key of an event. */
export function anchorOf<K extends RankedKey>(keys: readonly K[]): K | undefined {
  let anchor = keys[0]
  for (const key of keys) if (key !== anchor && byStrength(key, anchor!) < 0) anchor = key
  return anchor
}

/** Beyond so many keys the rest of an event's keys link only to the strongest: pairs grow with the square. */
export const maxMesh = 8

/**
 * Visits the pairs of keys that one event links: every pair of the eight strongest, and the strongest with each other
 * one. A function of the event alone.
 */
export function eachPair<K extends RankedKey>(keys: readonly K[], visit: (a: K, b: K) => void): void {
  const ranked = keys.length > maxMesh ? keys.toSorted(byStrength) : keys
  for (let place = 0; place < ranked.length && place < maxMesh; place += 1) {
    const end = place === 0 ? ranked.length : Math.min(ranked.length, maxMesh)
    for (let other = place + 1; other < end; other += 1) visit(ranked[place]!, ranked[other]!)
  }
}
