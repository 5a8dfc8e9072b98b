import { type Cell, createCell, foldCell } from './cell.ts'
import type { Plan } from './plan.ts'
import type { MetricPoint } from './point.ts'
import { isExpired, tiers } from './tier.ts'

/** Cells by combination of dimension values, by start of the bucket in seconds. */
export type Buckets = Map<number, Map<string, Cell>>

type OneIds = ReadonlyMap<number, number>

/**
 * Each tier from the one below: cells are far fewer than events, so this is cheaper than adding every event thrice.
 * @param atMs when the events were received: what is expired then is left out
 */
export function drainTiers(
  plan: Plan,
  tenant: string,
  finest: Buckets,
  { oneIds, atMs }: { oneIds: OneIds; atMs: number },
  into: MetricPoint[],
): void {
  let buckets = finest
  for (const [index, tier] of tiers.entries()) {
    const { seconds } = tier
    if (index > 0) buckets = fold(buckets, seconds, plan.kind === 'unique', oneIds)
    for (const [bucket, cells] of buckets) {
      if (isExpired(tier, bucket, atMs)) continue
      for (const cell of cells.values()) drainCell(plan, tenant, seconds, bucket, cell, oneIds, into)
    }
  }
}

/** Points are made field by field: there are tens of thousands a range, and spreading an object costs several times as much. */
function drainCell(
  { metric, operand }: Plan,
  tenant: string,
  tier: number,
  bucket: number,
  { dimensions, count, sum, min, max, members }: Cell,
  oneIds: OneIds,
  into: MetricPoint[],
): void {
  if (!members) {
    into.push({ tenant, metric, operand, tier, bucket, dimensions, member: 0, oneId: 0, count, sum, min, max })
    return
  }
  for (const [member, count] of members.counts) {
    const oneId = members.others?.get(member) ?? oneIds.get(member) ?? 0
    into.push({ tenant, metric, operand, tier, bucket, dimensions, member, oneId, count, sum, min, max })
  }
}

function fold(fine: Buckets, seconds: number, unique: boolean, oneIds: OneIds): Buckets {
  const coarse: Buckets = new Map()
  for (const [start, cells] of fine) {
    const into = getOrMake(coarse, start - (start % seconds), () => new Map<string, Cell>())
    for (const [key, cell] of cells)
      foldCell(
        getOrMake(into, key, () => createCell(cell.dimensions, unique)),
        cell,
        oneIds,
      )
  }
  return coarse
}

export function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
