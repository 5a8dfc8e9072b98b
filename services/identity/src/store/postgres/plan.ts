import { mergeProvenance } from '../provenance.ts'
import type { Batch } from './batch.ts'
import type { StoredKey } from './key-rows.ts'
import type { View } from './look.ts'

/** What a batch says that the view does not hold, by place. */
export interface News {
  newKeys: readonly number[]
  /** Known keys seen earlier or later than known. */
  times: readonly number[]
  /** Links that are new or tell something new. */
  links: readonly number[]
}

export function newsOf({ keys, links }: Batch, view: View): News {
  const newKeys: number[] = []
  const times: number[] = []
  for (const [place, { firstAt, lastHour }] of keys.entries()) {
    const known = view.keys.get(place)
    if (!known) newKeys.push(place)
    else if (firstAt < known.firstAt || lastHour > known.lastHour) times.push(place)
  }
  const linkNews = links.flatMap(({ seen }, place) => {
    const known = view.links.get(place)
    return known && mergeProvenance(known, seen) === known ? [] : [place]
  })
  return { newKeys, times, links: linkNews }
}

/** What must be locked before the news can be written. */
export interface Plan {
  /** By place. */
  keyIds: readonly number[]
  /** New key ids by place. */
  newIds: ReadonlyMap<number, number>
  /** The OneID that each losing OneID gives way to. */
  winners: ReadonlyMap<number, number>
  /** Known keys that change or must not move meanwhile; the members of losing clusters come on top. */
  lock: ReadonlySet<number>
  /** Links with news that may be there by the time the locks are held. */
  links: readonly { place: number; lo: number; hi: number }[]
}

export function planOf({ keys, links }: Batch, view: View, news: News, ids: readonly number[]): Plan {
  const newIds = new Map(news.newKeys.map((place, at) => [place, ids[at]!]))
  const keyIds = keys.map((_, place) => view.keys.get(place)?.keyId ?? newIds.get(place)!)
  const oneIdOf = (place: number) => view.keys.get(place)?.oneId ?? newIds.get(place)!
  const roots = createRoots()
  const lock = new Set(news.times.map(place => keyIds[place]!))
  const maybeThere: { place: number; lo: number; hi: number }[] = []

  for (const place of news.links) {
    const { a, b } = links[place]!
    const ends = [a, b].filter(end => view.keys.has(end))
    for (const end of ends) lock.add(keyIds[end]!)
    const isThere = view.links.has(place)
    if (!isThere) roots.unite(oneIdOf(a), oneIdOf(b))
    const [one, other] = [keyIds[a]!, keyIds[b]!]
    // A link across two clusters, or of a new key, is new: it is there only if the clusters are one by then.
    if (isThere || (ends.length === 2 && oneIdOf(a) === oneIdOf(b))) {
      maybeThere.push({ place, lo: Math.min(one, other), hi: Math.max(one, other) })
    }
  }
  const winners = roots.winners()
  const isNew = new Set(ids)
  for (const root of [...winners.keys(), ...winners.values()]) if (!isNew.has(root)) lock.add(root)
  return { keyIds, newIds, winners, lock, links: maybeThere }
}

/** Whether the view still holds now that the locks are held; if not, somebody merged meanwhile and all is done again. */
export function stillHolds(view: View, { winners, newIds }: Plan, locked: ReadonlyMap<number, StoredKey>): boolean {
  for (const { keyId, oneId } of view.keys.values()) {
    const now = locked.get(keyId)
    if (now && now.oneId !== oneId) return false
  }
  const isNew = new Set(newIds.values())
  const roots = [...winners.keys(), ...winners.values()]
  return roots.every(root => isNew.has(root) || locked.get(root)?.oneId === root)
}

/** Sets of OneIDs that become one; the smallest wins. */
function createRoots() {
  const parents = new Map<number, number>()
  const find = (root: number): number => {
    const parent = parents.get(root)
    if (parent === undefined) return root
    const top = find(parent)
    parents.set(root, top)
    return top
  }
  return {
    unite(a: number, b: number): void {
      const [one, other] = [find(a), find(b)]
      if (one !== other) parents.set(Math.max(one, other), Math.min(one, other))
    },
    winners: (): Map<number, number> => new Map([...parents.keys()].map(loser => [loser, find(loser)])),
  }
}
