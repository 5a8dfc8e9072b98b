import type { Provenance } from '../store/provenance.ts'

/** What this process knows of a key. Ids and links only ever come from the store; a key it has not answered for has id 0. */
export interface KnownKey {
  /** Tenant and hash as one text; order by it is order by HMAC bytes within a tenant. */
  readonly name: string
  keyId: number
  /**
   * As last heard. An older one does no harm, even if another process changed it long before an event is stamped with it:
   * whoever changed it put an override for the key into the outbox, and readers go by the anchor key's override of the
   * highest version, not by when it came.
   */
  oneId: number
  /** Unix ms. */
  heardAt: number
  firstAt: number
  lastHour: number
  /** Links to keys of a higher id, by that id. */
  readonly links: Map<number, Provenance>
}

/**
 * Hot keys, found by name and by id. Bounded in two generations: what was not asked for while the younger one filled up
 * is forgotten with the older one. That costs no list of its own, and forgetting costs a look into the store.
 */
export function createKeyCache(maxEntries: number) {
  let young = { byName: new Map<string, KnownKey>(), byId: new Map<number, KnownKey>() }
  let old = { byName: new Map<string, KnownKey>(), byId: new Map<number, KnownKey>() }
  /** Keys and links put into the young generation. */
  let weight = 0

  const keep = (key: KnownKey) => {
    weight += 1 + key.links.size
    if (weight > maxEntries / 2) {
      old = young
      young = { byName: new Map(), byId: new Map() }
      weight = 1 + key.links.size
    }
    young.byName.set(key.name, key)
    young.byId.set(key.keyId, key)
  }

  return {
    get(name: string): KnownKey | undefined {
      const key = young.byName.get(name)
      if (key) return key
      const older = old.byName.get(name)
      if (older) keep(older)
      return older
    },
    put: keep,
    linked(key: KnownKey, hi: number, seen: Provenance): void {
      if (!key.links.has(hi)) weight += 1
      key.links.set(hi, seen)
    },
    /** Another OneID, if the key is known here. */
    moved(keyId: number, oneId: number): void {
      const key = young.byId.get(keyId) ?? old.byId.get(keyId)
      if (key) key.oneId = oneId
    },
    /** Entries held; at most about `maxEntries`. */
    size: () => young.byName.size + old.byName.size,
  }
}

export type KeyCache = ReturnType<typeof createKeyCache>
