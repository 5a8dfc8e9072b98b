import { hash } from 'node:crypto'
import type { Metric } from '@weir/metric-definitions'
import type { ActiveRule } from '../rules/active-rule.ts'
import type { SeriesRead, SeriesReading } from './series-reader.ts'
import { memoryMs, type Reading } from './verdict.ts'

/** A series of a rule with what its windows say. */
export interface SeenSeries {
  tenant: string
  dimensions: Readonly<Record<string, string>>
  /** By window in milliseconds; a window without events is missing. */
  readings: Map<number, Reading>
}

/** The reads of one metric, each once however many rules want it. */
export interface MetricLook {
  metric: Metric
  rules: readonly ActiveRule[]
  reads: readonly SeriesRead[]
}

const windowsOf = ({ rule }: ActiveRule): number[] => [
  ...new Set([
    ...rule.conditions.map(({ window }) => window),
    ...(rule.resolve ? [rule.resolve.window] : []),
    ...(rule.noData.action === 'fire' ? [memoryMs] : []),
  ]),
]

const readOf = ({ rule, tenant }: ActiveRule, windowMs: number): SeriesRead => ({
  tenant,
  windowMs,
  groupBy: rule.groupBy,
  filters: rule.filters,
})

const identityOf = (read: SeriesRead): string =>
  JSON.stringify([read.tenant ?? null, read.windowMs, read.groupBy, Object.entries(read.filters)])

export function planLooks(rules: readonly ActiveRule[]): MetricLook[] {
  const byMetric = new Map<string, ActiveRule[]>()
  for (const rule of rules) byMetric.set(rule.metric.id, [...(byMetric.get(rule.metric.id) ?? []), rule])
  return [...byMetric.values()].map(group => {
    const reads = new Map<string, SeriesRead>()
    for (const rule of group)
      for (const windowMs of windowsOf(rule)) {
        const read = readOf(rule, windowMs)
        reads.set(identityOf(read), read)
      }
    return { metric: group[0]!.metric, rules: group, reads: [...reads.values()] }
  })
}

/** Names a series of a rule in the state store; dimension values may be long and hold anything. */
export function seriesKey(tenant: string, rule: string, dimensions: Readonly<Record<string, string>>): string {
  const values = Object.entries(dimensions).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `${tenant}/${rule}/${hash('sha256', JSON.stringify(values)).slice(0, 24)}`
}

/** The series of a rule in the answer to its metric's reads, by key. */
export function seriesOf(
  { reads }: MetricLook,
  active: ActiveRule,
  readings: readonly SeriesReading[],
): Map<string, SeenSeries> {
  const wanted = new Map(windowsOf(active).map(windowMs => [identityOf(readOf(active, windowMs)), windowMs]))
  const windowOfRead = reads.map(read => wanted.get(identityOf(read)))
  const series = new Map<string, SeenSeries>()
  const seen = (tenant: string, dimensions: Readonly<Record<string, string>>): SeenSeries => {
    const key = seriesKey(tenant, active.rule.name, dimensions)
    const known = series.get(key) ?? { tenant, dimensions, readings: new Map() }
    series.set(key, known)
    return known
  }
  // Ungrouped, there is one series even of nothing.
  const grouped = active.rule.groupBy.length > 0 || active.metric.keepApart.length > 0
  if (active.tenant !== undefined && !grouped) seen(active.tenant, {})
  for (const { read, tenant, dimensions, value, sample } of readings) {
    const windowMs = windowOfRead[read]
    if (windowMs !== undefined) seen(tenant, dimensions).readings.set(windowMs, { value, sample })
  }
  return series
}
