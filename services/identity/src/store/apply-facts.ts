import type { GraphTables } from './graph-tables.ts'
import type { Applied, Facts } from './identity-store.ts'
import { openKeys } from './open-keys.ts'
import { mergeProvenance } from './provenance.ts'

/**
 * Links the facts' keys by plain union; the smallest key id names the cluster. Runs inside a transaction of `tables`,
 * which undoes everything when it throws.
 */
export function applyFacts(tables: GraphTables, facts: Facts, nowMs: number): Applied {
  const keys = openKeys(tables)
  const keyIds = facts.keys.map(fact => keys.see(fact))
  const union = createUnion(keys)
  let newLinks = 0

  const links = facts.links.map(({ a, b, seen }) => {
    const [lo, hi] = ascending(keyIds[a]!, keyIds[b]!)
    const { tenant } = keys.row(lo)
    const before = tables.link(lo, hi, tenant)
    const after = before ? mergeProvenance(before, seen) : seen
    if (after !== before) tables.putLink(lo, hi, tenant, after, before === undefined)
    if (before) return after
    newLinks += 1
    keys.linked(lo)
    keys.linked(hi)
    union(lo, hi)
    return after
  })

  const changes = keys.close(nowMs)
  const resolved = keyIds.map(keyId => {
    const { oneId, firstAt, lastHour } = keys.row(keyId)
    return { keyId, oneId, firstAt, lastHour }
  })
  return { keys: resolved, links, changes, newKeys: keys.newKeys(), newLinks }
}

/**
 * Eager: every key of the losing cluster is relabelled, because each needs an override of its own anyway. The cost is
 * the losing cluster's size, which later limits bound.
 */
function createUnion(keys: ReturnType<typeof openKeys>) {
  /** Keys that joined a cluster in this transaction, by OneID. */
  const joined = new Map<number, number[]>()
  return (a: number, b: number): void => {
    const [winner, loser] = ascending(keys.row(a).oneId, keys.row(b).oneId)
    if (winner === loser) return
    const moving = [loser, ...keys.members(loser), ...(joined.get(loser) ?? [])]
    for (const keyId of moving) keys.moveTo(winner, keyId)
    joined.delete(loser)
    const others = joined.get(winner)
    if (others) others.push(...moving)
    else joined.set(winner, moving)
  }
}

const ascending = (a: number, b: number): [number, number] => (a < b ? [a, b] : [b, a])
