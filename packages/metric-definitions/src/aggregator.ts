import { addMember, type Cell, createCell } from './cell.ts'
import { addScaled } from './decimal.ts'
import { type Buckets, drainTiers, getOrMake } from './drain.ts'
import type { MetricEvent } from './event.ts'
import type { Metric } from './metric.ts'
import { compilePlans, type Plan } from './plan.ts'
import type { MetricPoint } from './point.ts'
import { matchesType } from './predicate.ts'
import { tiers } from './tier.ts'

/** Partial aggregates of the events of one range. */
export interface Aggregator {
  /** Each event once: the aggregator does not know repeats. */
  add(event: MetricEvent): void
  /** At most this many rows would `drain` give now. */
  points(): number
  /**
   * Every point of every tier, and starts anew. Points that are past the time their tier is kept are left out.
   * @param atMs when the events were received, Unix ms: the same for the same events, whenever they are drained
   */
  drain(atMs?: number): MetricPoint[]
}

/** A plan with what it has gathered. The place of the last event is kept: the next is mostly of the same tenant and bucket. */
interface Gathering {
  plan: Plan
  byTenant: Map<string, Buckets>
  tenant: string | undefined
  bucket: number
  cells: Map<string, Cell>
}

const finest = tiers[0].seconds
/** Types are the senders' to invent; beyond this many the plans of a type are found anew each time. */
const mostTypes = 10_000

/** Metrics of one id share their points and are aggregated once. */
export function createAggregator(metrics: readonly Metric[]): Aggregator {
  const gatherings = compilePlans(metrics).map((plan): Gathering => ({ plan, ...nothingYet() }))
  const byType = new Map<string, readonly Gathering[]>()
  /** First OneID seen of each anchor key. */
  const oneIds = new Map<number, number>()
  let rows = 0
  let sequence = 0

  const gatheringsOf = (type: string): readonly Gathering[] => {
    const known = byType.get(type)
    if (known) return known
    const found = gatherings.filter(({ plan }) => matchesType(plan.where.types, type))
    if (byType.size < mostTypes) byType.set(type, found)
    return found
  }

  const cellOf = (gathering: Gathering, event: MetricEvent, bucket: number): Cell => {
    if (gathering.bucket !== bucket || gathering.tenant !== event.tenant) enter(gathering, event.tenant, bucket)
    const { dimensions, kind } = gathering.plan
    const key = dimensions.key(event, sequence)
    const known = gathering.cells.get(key)
    if (known) return known
    const cell = createCell(dimensions.values(event), kind === 'unique')
    gathering.cells.set(key, cell)
    if (kind !== 'unique') rows++
    return cell
  }

  const addPerson = (gathering: Gathering, event: MetricEvent, bucket: number): void => {
    const { anchorKey, oneId } = event
    if (anchorKey === 0) return
    const first = getOrMake(oneIds, anchorKey, () => oneId)
    if (addMember(cellOf(gathering, event, bucket).members!, anchorKey, 1, oneId, first)) rows++
  }

  const addValue = (gathering: Gathering, event: MetricEvent, bucket: number): void => {
    const { value: read, kind } = gathering.plan
    const value = read?.(event)
    if (read && value === undefined) return
    const cell = cellOf(gathering, event, bucket)
    cell.count++
    if (value === undefined) return
    if (kind === 'sum' || kind === 'avg') cell.sum = addScaled(cell.sum, value)
    else if (kind === 'min') cell.min = cell.min === null || value < cell.min ? value : cell.min
    else cell.max = cell.max === null || value > cell.max ? value : cell.max
  }

  return {
    add(event) {
      const found = gatheringsOf(event.type)
      if (found.length === 0) return
      sequence++
      const seconds = Math.floor(event.occurredAt / 1_000)
      const bucket = seconds - (seconds % finest)
      for (const gathering of found) {
        const { matches, kind } = gathering.plan
        if (matches && !matches(event)) continue
        if (kind === 'unique') addPerson(gathering, event, bucket)
        else addValue(gathering, event, bucket)
      }
    },
    points: () => rows * tiers.length,
    drain(atMs = 0) {
      const points: MetricPoint[] = []
      for (const gathering of gatherings) {
        for (const [tenant, buckets] of gathering.byTenant)
          drainTiers(gathering.plan, tenant, buckets, { oneIds, atMs }, points)
        Object.assign(gathering, nothingYet())
      }
      oneIds.clear()
      rows = 0
      return points
    },
  }
}

const nothingYet = (): Omit<Gathering, 'plan'> => ({
  byTenant: new Map(),
  tenant: undefined,
  bucket: 0,
  cells: new Map(),
})

function enter(gathering: Gathering, tenant: string, bucket: number): void {
  const buckets = getOrMake(gathering.byTenant, tenant, () => new Map<number, Map<string, Cell>>())
  gathering.cells = getOrMake(buckets, bucket, () => new Map<string, Cell>())
  gathering.tenant = tenant
  gathering.bucket = bucket
}
