import { type Event, eventIdHash, type KeyRef } from '@weir/event'
import type { Facts, KeyFact } from '../store/identity-store.ts'
import { covers, hourOf, mergeProvenance, type Provenance, provenanceOf, type Sighting } from '../store/provenance.ts'
import { eachPair, type RankedKey } from './anchor.ts'
import type { KeyCache, KnownKey } from './key-cache.ts'

/** The value of a key of this event, sealed for display; null when it travels in clear or not at all. */
export type Display = (ref: KeyRef) => string | null

/** A usable key of one event. */
export interface SeenKey extends RankedKey {
  key: KnownKey
  ref: KeyRef
}

export interface LinkDraft {
  a: KnownKey
  b: KnownKey
  seen: Provenance
}

/** What a batch says that is not known yet; `keys` and `links` name what the facts speak of, in their order. */
export interface Gathered {
  facts: Facts
  keys: readonly KnownKey[]
  links: readonly LinkDraft[]
}

/**
 * Collects what events say that the cache does not know, each key and link once however many events speak of it. An
 * event that says nothing new costs no more than the look-ups. A key last heard of before `heardSince` is asked for again.
 */
export function createGatherer(cache: KeyCache, priorityOf: (type: string) => number, heardSince: number) {
  /** Keys the cache has not, by name. */
  const fresh = new Map<string, KnownKey>()
  const keys = new Map<KnownKey, KeyFact>()
  const links = new Map<string, LinkDraft>()

  function keyOf(event: Event, ref: KeyRef, display: Display): KnownKey {
    const { tenant, occurredAt: at } = event
    const name = `${tenant} ${latin1(ref.hash)}`
    let key = cache.get(name) ?? fresh.get(name)
    if (!key) {
      key = { name, keyId: 0, oneId: 0, heardAt: 0, firstAt: at, lastHour: hourOf(at), links: new Map() }
      fresh.set(name, key)
    }
    const isNews = key.heardAt < heardSince || key.keyId === 0 || at < key.firstAt || hourOf(at) > key.lastHour
    if (isNews) state(key, event, ref, display)
    return key
  }

  function state(key: KnownKey, event: Event, ref: KeyRef, display: Display): void {
    const { tenant, occurredAt: at } = event
    const fact = keys.get(key)
    if (fact) {
      fact.firstAt = Math.min(fact.firstAt, at)
      fact.lastHour = Math.max(fact.lastHour, hourOf(at))
      return
    }
    const { hash, type, scope, value } = ref
    const seen = { firstAt: at, lastHour: hourOf(at) }
    keys.set(key, { tenant, hash, type, scope, value, display: () => display(ref), ...seen })
  }

  function link(a: SeenKey, b: SeenKey, event: Event, sighting: Sighting, display: Display): void {
    if (isCovered(a.key, b.key, sighting)) return
    const name = a.name < b.name ? `${a.name}${b.name}` : `${b.name}${a.name}`
    const draft = links.get(name)
    if (draft) {
      if (!covers(draft.seen, sighting)) draft.seen = mergeProvenance(draft.seen, provenanceOf(sighting))
      return
    }
    links.set(name, { a: a.key, b: b.key, seen: provenanceOf(sighting) })
    for (const { key, ref } of [a, b]) state(key, event, ref, display)
  }

  return {
    /** The event's usable keys, each once, in its order. */
    add(event: Event, display: Display): SeenKey[] {
      const found: SeenKey[] = []
      for (const ref of event.keys) {
        if (!ref.usable) continue
        const key = keyOf(event, ref, display)
        if (found.some(other => other.key === key)) continue
        found.push({ key, ref, name: key.name, priority: priorityOf(ref.type) })
      }
      if (found.length < 2) return found
      const { tenant, source, id, occurredAt: at } = event
      const sighting = { at, source, sample: { hash: eventIdHash(tenant, source, id), source, id } }
      eachPair(found, (a, b) => link(a, b, event, sighting, display))
      return found
    },

    gathered(): Gathered {
      const drafts = [...links.values()]
      const places = new Map([...keys.keys()].map((key, place) => [key, place]))
      const linkFacts = drafts.map(({ a, b, seen }) => ({ a: places.get(a)!, b: places.get(b)!, seen }))
      return { facts: { keys: [...keys.values()], links: linkFacts }, keys: [...keys.keys()], links: drafts }
    },
  }
}

function isCovered(a: KnownKey, b: KnownKey, sighting: Sighting): boolean {
  const [lo, hi] = a.keyId < b.keyId ? [a, b] : [b, a]
  const known = lo.keyId === 0 ? undefined : lo.links.get(hi.keyId)
  return known !== undefined && covers(known, sighting)
}

/** The reader of batches gives Buffers, whose own method makes no view. */
const latin1 = (hash: Uint8Array): string =>
  (Buffer.isBuffer(hash) ? hash : Buffer.from(hash.buffer, hash.byteOffset, hash.length)).toString('latin1')
