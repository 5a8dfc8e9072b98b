import type { Applied } from '../identity-store.ts'
import { mergeProvenance, type Provenance } from '../provenance.ts'
import type { Batch } from './batch.ts'
import type { StoredKey } from './key-rows.ts'
import type { View } from './look.ts'
import type { News, Plan } from './plan.ts'

export interface LinkWrite {
  lo: number
  hi: number
  seen: Provenance
}

/** What a transaction writes. */
export interface Writes {
  newKeys: readonly (StoredKey & { place: number })[]
  keys: readonly StoredKey[]
  newLinks: readonly LinkWrite[]
  links: readonly LinkWrite[]
  changes: Applied['changes']
}

/** The rows as they must be after the batch, from the rows that are locked and the links as they are under the locks. */
export function settle(
  { batch, view, news, plan }: { batch: Batch; view: View; news: News; plan: Plan },
  locked: ReadonlyMap<number, StoredKey>,
  there: ReadonlyMap<number, Provenance>,
): { writes: Writes; applied: Applied } {
  const { keyIds, newIds, winners } = plan
  const rows = new Map([...locked].map(([keyId, row]) => [keyId, { ...row }]))
  for (const [place, keyId] of newIds) {
    const { firstAt, lastHour } = batch.keys[place]!
    rows.set(keyId, { keyId, oneId: keyId, firstAt, lastHour, degree: 0 })
  }
  for (const [place, { firstAt, lastHour }] of batch.keys.entries()) {
    const row = rows.get(keyIds[place]!)
    if (!row) continue
    row.firstAt = Math.min(row.firstAt, firstAt)
    row.lastHour = Math.max(row.lastHour, lastHour)
  }

  const newLinks: LinkWrite[] = []
  const links: LinkWrite[] = []
  const provenances = new Map(view.links)
  for (const place of news.links) {
    const { a, b, seen } = batch.links[place]!
    const ends = [keyIds[a]!, keyIds[b]!]
    const known = there.get(place)
    const link = { lo: Math.min(...ends), hi: Math.max(...ends), seen: known ? mergeProvenance(known, seen) : seen }
    provenances.set(place, link.seen)
    if (known === undefined) {
      newLinks.push(link)
      for (const end of ends) rows.get(end)!.degree += 1
    } else if (link.seen !== known) links.push(link)
  }

  for (const row of rows.values()) row.oneId = winners.get(row.oneId) ?? row.oneId
  const changed = [...locked.values()].filter(before => !isSame(before, rows.get(before.keyId)!))
  const moved = changed.filter(({ keyId, oneId }) => rows.get(keyId)!.oneId !== oneId).map(({ keyId }) => keyId)
  const newKeys = [...newIds].map(([place, keyId]) => ({ ...rows.get(keyId)!, place }))
  const keys = changed.map(({ keyId }) => rows.get(keyId)!)
  const changes = inOrderOf(keyIds, moved).map(keyId => ({ keyId, oneId: rows.get(keyId)!.oneId }))
  return {
    writes: { newKeys, keys, newLinks, links, changes },
    applied: {
      keys: batch.placeOfKey.map(place => resolved(rows.get(keyIds[place]!) ?? view.keys.get(place)!)),
      links: batch.placeOfLink.map(place => provenances.get(place)!),
      changes,
      newKeys: newKeys.length,
      newLinks: newLinks.length,
    },
  }
}

/** What the store holds when a batch says nothing new. */
export const unchanged = ({ placeOfKey, placeOfLink }: Batch, view: View): Applied => ({
  keys: placeOfKey.map(place => resolved(view.keys.get(place)!)),
  links: placeOfLink.map(place => view.links.get(place)!),
  changes: [],
  newKeys: 0,
  newLinks: 0,
})

const resolved = ({ keyId, oneId, firstAt, lastHour }: StoredKey) => ({ keyId, oneId, firstAt, lastHour })

const isSame = (a: StoredKey, b: StoredKey): boolean =>
  a.oneId === b.oneId && a.degree === b.degree && a.firstAt === b.firstAt && a.lastHour === b.lastHour

/** The keys of the batch come first, in its order, then the others of their clusters. */
function inOrderOf(keyIds: readonly number[], moved: readonly number[]): number[] {
  const places = new Map(keyIds.map((keyId, place) => [keyId, place]))
  const placeOf = (keyId: number) => places.get(keyId) ?? Number.POSITIVE_INFINITY
  return moved.toSorted((a, b) => (placeOf(a) === placeOf(b) ? a - b : placeOf(a) - placeOf(b)))
}
