import type { Metric } from './metric.ts'
import { personSql, sumsSql, valueSql } from './points-sql.ts'

/*
 * Rolling windows over a grid of points numbered from 0: a bucket counts for grid points `opened` to `closed` - 1.
 * Kinds that add up are written as changes (+ at `opened`, - at `closed`) and summed along the grid, so a wide window
 * costs no more than a narrow one. A person counts once however many of their buckets a window holds: only the part of a
 * bucket's stretch that no earlier one covered is a change.
 */

/** First grid point at or after a time: grid points are `start`, `start + step`, … */
const gridIndex = (timeMs: string) => `greatest(0, intDiv(${timeMs} - {start:Int64} + {step:Int64} - 1, {step:Int64}))`

const bucketMs = 'toInt64(toUnixTimestamp(p.bucket)) * 1000'
const opened = gridIndex(bucketMs)
const closed = `least({points:Int64}, ${gridIndex(`${bucketMs} + toInt64(p.tier) * 1000 + {window:Int64}`)})`
const group = 'arrayMap(i -> toString(p.dimensions[i]), {group:Array(UInt8)})'
const folded = "arrayMap((value, kept) -> if(kept, value, 'other'), series, {apart:Array(Bool)})"
const zero = 'toDecimal128(0, 6)'

/** Series beyond the limit become `other`: those with the fewest events, whichever window they fall in. */
const limited = (rows: string) => `
SELECT * EXCEPT (series, total), if(dense_rank() OVER (ORDER BY total DESC, series) <= {limit:UInt32}, series, ${folded}) AS series
FROM (SELECT *, sum(events) OVER (PARTITION BY series) AS total FROM (${rows}))`

const points = (columns: string, groups: string, where: string) => `
SELECT ${group} AS series, ${opened} AS opened, ${closed} AS closed, sum(p.count) AS events, ${columns}
FROM weir_data.metric_points AS p
WHERE ${where}
GROUP BY series, opened, closed${groups}
HAVING opened < closed`

const dense = (grouped: boolean, changes: string) => `
SELECT series, change.1 AS i, change.2 AS numerator, change.3 AS sample
FROM
(
  SELECT series, arrayJoin(arrayConcat(changes, arrayMap(k -> (toInt64(k), ${zero}, ${zero}), range({points:UInt32})))) AS change
  FROM (${grouped ? `SELECT series, groupArray(change) AS changes FROM (${changes}) GROUP BY series` : `SELECT emptyArrayString() AS series, groupArray(change) AS changes FROM (${changes})`})
)`

const answer = (value: string, rows: string) => `
SELECT mapFromArrays({names:Array(String)}, series) AS dimensions, {start:Int64} AS start, {step:Int64} AS step,
  arrayMap(point -> point.2, ordered) AS values, arrayMap(point -> point.3, ordered) AS samples
FROM
(
  SELECT series, arraySort(point -> point.1, groupArray((i, ${value}, toFloat64(sample)))) AS ordered
  FROM (${rows})
  GROUP BY series
)
ORDER BY series`

const running = (grouped: boolean, changes: string) => `
SELECT series, i, sum(numerator) OVER so_far AS numerator, sum(sample) OVER so_far AS sample
FROM (SELECT series, i, sum(numerator) AS numerator, sum(sample) AS sample FROM (${dense(grouped, changes)}) GROUP BY series, i)
WINDOW so_far AS (PARTITION BY series ORDER BY i ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)`

const changesOf = (stretches: string) => `
SELECT series, (at, if(opens, numerator, -numerator), if(opens, sample, -sample)) AS change
FROM (${stretches})
ARRAY JOIN [opened, closed] AS at, [true, false] AS opens
WHERE at < {points:Int64}`

function additive(metric: Metric, grouped: boolean, where: string): string {
  const { numerator, sample } = sumsSql(metric)
  const rows = points(`${numerator} AS numerator, ${sample} AS sample`, '', where)
  return running(grouped, changesOf(grouped ? limited(rows) : rows))
}

function unique(grouped: boolean, where: string): string {
  const rows = points(`${personSql} AS person`, ', person', where)
  const stretches = `
SELECT series, greatest(opened, covered) AS opened, closed, toDecimal128(1, 6) AS numerator, toDecimal128(1, 6) AS sample
FROM
(
  SELECT series, opened, closed, max(closed) OVER (PARTITION BY series, person ORDER BY opened ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS covered
  FROM (SELECT series, person, opened, max(closed) AS closed FROM (${grouped ? limited(rows) : rows}) GROUP BY series, person, opened)
)
WHERE closed > covered`
  return running(grouped, changesOf(stretches))
}

/** Extremes do not subtract: every bucket is written to each grid point it counts for. */
function extreme(metric: Metric, grouped: boolean, where: string): string {
  const { kind } = metric
  const rows = points(`${kind}(p.${kind}) AS extreme, toDecimal128(sum(p.count), 6) AS sample`, '', where)
  const changes = `
SELECT series, (i, extreme, sample) AS change
FROM (${grouped ? limited(rows) : rows})
ARRAY JOIN range(opened, closed) AS i`
  return `
SELECT series, i, ${kind}(numerator) AS numerator, sum(sample) AS sample
FROM (${dense(grouped, changes).replace(`(toInt64(k), ${zero}`, `(toInt64(k), CAST(NULL, 'Nullable(Decimal(38, 6))')`)})
GROUP BY series, i`
}

/**
 * One row a series: its dimensions, and value and sample at each grid point.
 * @param grouped Whether the group has dimensions; without, there is one series even of nothing.
 */
export function seriesSql(metric: Metric, grouped: boolean, where: string): string {
  if (metric.kind === 'min' || metric.kind === 'max')
    return answer('toFloat64(numerator)', extreme(metric, grouped, where))
  const rows = metric.kind === 'unique' ? unique(grouped, where) : additive(metric, grouped, where)
  return answer(valueSql(metric, 'numerator', 'sample'), rows)
}
