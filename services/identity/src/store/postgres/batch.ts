import type { Facts, KeyFact } from '../identity-store.ts'
import { mergeProvenance, type Provenance } from '../provenance.ts'

/** A link of a batch; `a` and `b` are places in its keys. */
export interface BatchLink {
  a: number
  b: number
  seen: Provenance
}

/** Facts with each key and each link once. */
export interface Batch {
  keys: readonly KeyFact[]
  links: readonly BatchLink[]
  /** Where each key and each link of the facts is found in the batch. */
  placeOfKey: readonly number[]
  placeOfLink: readonly number[]
}

export function batchOf(facts: Facts): Batch {
  const keys: KeyFact[] = []
  const places = new Map<string, number>()
  const placeOfKey = facts.keys.map(fact => {
    const name = keyName(fact.tenant, fact.hash)
    const place = places.get(name)
    if (place === undefined) {
      places.set(name, keys.length)
      return keys.push(fact) - 1
    }
    const known = keys[place]!
    const firstAt = Math.min(known.firstAt, fact.firstAt)
    const lastHour = Math.max(known.lastHour, fact.lastHour)
    keys[place] = { ...known, firstAt, lastHour }
    return place
  })

  const links: BatchLink[] = []
  const pairs = new Map<string, number>()
  const placeOfLink = facts.links.map(({ a, b, seen }) => {
    const ends = [placeOfKey[a]!, placeOfKey[b]!] as const
    const name = `${Math.min(...ends)} ${Math.max(...ends)}`
    const place = pairs.get(name)
    if (place === undefined) {
      pairs.set(name, links.length)
      return links.push({ a: ends[0], b: ends[1], seen }) - 1
    }
    links[place]!.seen = mergeProvenance(links[place]!.seen, seen)
    return place
  })
  return { keys, links, placeOfKey, placeOfLink }
}

export const keyName = (tenant: string, hash: Uint8Array): string =>
  `${tenant} ${Buffer.from(hash.buffer, hash.byteOffset, hash.length).toString('latin1')}`
