import type { Metric } from './metric.ts'
import { type BoundSql, bucketsSql, effectiveGroup, filtersSql, personSql, sumsSql, valueSql } from './points-sql.ts'

/** One window and group of a metric; several are read in one query. */
export interface InstantRead {
  /** All tenants when left out. */
  tenant?: string | undefined
  windowMs: number
  groupBy: readonly string[]
  filters: Readonly<Record<string, readonly string[]>>
}

export interface InstantRequest {
  /** The moment the windows end, Unix milliseconds; the open bucket is included. */
  at: number
  nowMs: number
  reads: readonly InstantRead[]
}

/** A series with something in its window; one with nothing has no row. */
export interface InstantRow {
  /** Index of the read. */
  read: number
  tenant: string
  dimensions: Record<string, string>
  value: number | null
  sample: number
}

/** Every window of every reader of a metric, in one pass over its points. @throws WeirError REQUEST_MALFORMED */
export function instantQuery(metric: Metric, { at, nowMs, reads }: InstantRequest): BoundSql {
  const groups = reads.map(({ groupBy, filters }) => effectiveGroup(metric, groupBy, filters))
  const filters = reads.map((read, index) => filtersSql(metric, read.filters, `filter_${index}_`))
  const buckets = bucketsSql(at - Math.max(...reads.map(({ windowMs }) => windowMs)), at, nowMs)
  const applies = [
    'toInt64(toUnixTimestamp(p.bucket) + p.tier) * 1000 > {at:Int64} - ({windows:Array(Int64)})[n]',
    "(({tenants:Array(String)})[n] = '' OR ({tenants:Array(String)})[n] = p.tenant)",
    ...filters.flatMap(({ conditions }, index) => conditions.map(condition => `(n != ${index + 1} OR ${condition})`)),
  ]
  const everyTenant = reads.some(({ tenant }) => tenant === undefined)
  const { numerator, sample, value } = aggregates(metric)
  return {
    sql: `
SELECT nth - 1 AS read, tenant, mapFromArrays(({names:Array(Array(String))})[nth], series) AS dimensions, ${value} AS value, toFloat64(sample) AS sample
FROM
(
  SELECT p.tenant AS tenant, nth, arrayMap(i -> toString(p.dimensions[i]), ({groups:Array(Array(UInt8))})[nth]) AS series, ${numerator} AS numerator, ${sample} AS sample
  FROM weir_data.metric_points AS p
  ARRAY JOIN arrayFilter(n -> ${applies.join(' AND ')}, {reads:Array(UInt16)}) AS nth
  WHERE p.metric = {metric:String} AND ${everyTenant ? "p.tenant != ''" : 'p.tenant IN {tenants:Array(String)}'} AND ${buckets.sql}
  GROUP BY tenant, nth, series
)`,
    params: {
      metric: metric.id,
      at,
      reads: reads.map((_, index) => index + 1),
      windows: reads.map(({ windowMs }) => windowMs),
      tenants: reads.map(({ tenant }) => tenant ?? ''),
      groups: groups.map(({ positions }) => positions),
      names: groups.map(({ names }) => names),
      ...buckets.params,
      ...Object.assign({}, ...filters.map(({ params }) => params)),
    },
  }
}

function aggregates(metric: Metric): { numerator: string; sample: string; value: string } {
  const { kind } = metric
  if (kind === 'unique') {
    const persons = `toDecimal128(uniqExact(${personSql}), 6)`
    return { numerator: persons, sample: persons, value: 'toFloat64(numerator)' }
  }
  if (kind === 'min' || kind === 'max')
    return { numerator: `${kind}(p.${kind})`, sample: 'toDecimal128(sum(p.count), 6)', value: 'toFloat64(numerator)' }
  return { ...sumsSql(metric), value: valueSql(metric, 'numerator', 'sample') }
}
