import type { Metric } from './metric.ts'
import { personSql, sumsSql, valueSql } from './points-sql.ts'
import { tiers } from './tier.ts'

/** Columns every view has; no dimension may be called so. */
export const viewColumns = ['tenant', 'bucket', 'bucket_seconds', 'value', 'sample'] as const

/** The borders of `tierSpans`, as ClickHouse's own clock sees them: a bucket is in the view once. */
function oneTierABucket(): string {
  const borders = tiers.map(({ days }) => `toStartOfDay(now('UTC')) - toIntervalDay(${days})`)
  const spans = tiers.map(({ seconds, days }, index) => {
    const from = Number.isFinite(days) ? ` AND p.bucket >= ${borders[index]}` : ''
    const to = index === 0 ? '' : ` AND p.bucket < ${borders[index - 1]}`
    return `(p.tier = ${seconds}${from}${to})`
  })
  return `(${spans.join(' OR ')})`
}

function columns(metric: Metric): string {
  const { kind } = metric
  if (kind === 'unique') return `toFloat64(uniqExact(${personSql})) AS value, value AS sample`
  if (kind === 'min' || kind === 'max')
    return `toFloat64(${kind}(p.${kind})) AS value, toFloat64(sum(p.count)) AS sample`
  const { numerator, sample } = sumsSql(metric)
  return `${valueSql(metric, numerator, sample)} AS value, toFloat64(${sample}) AS sample`
}

/**
 * The statement that makes `weir.metric_<name>`: one row a bucket and combination of dimensions, which have columns of
 * their own. Values of kinds that add up may be added over rows; a ratio's may not: weigh it with `sample`.
 */
export function metricViewSql(metric: Metric): string {
  const dimensions = metric.dimensions.map((name, index) => `toString(p.dimensions[${index + 1}]) AS \`${name}\`, `)
  return `CREATE OR REPLACE VIEW weir.metric_${metric.name} AS
SELECT p.tenant AS tenant, p.bucket AS bucket, p.tier AS bucket_seconds, ${dimensions.join('')}${columns(metric)}
FROM weir_data.metric_points AS p
WHERE p.metric = '${metric.id}' AND ${oneTierABucket()}
GROUP BY p.tenant, p.bucket, p.tier, p.dimensions`
}
