import { numberSql, textSql } from './field.ts'
import type { Metric, Operand } from './metric.ts'
import type { BoundSql } from './points-sql.ts'
import { predicateSql } from './predicate.ts'

export interface RecountRequest {
  tenant: string
  /** Width of the buckets: 10, 60 or 900. */
  tierSeconds: number
  /** Events that occurred in [fromMs, toMs). */
  fromMs: number
  toMs: number
}

function operandRows({ number, kind, where, value }: Operand, dimensionPaths: readonly string[]): string {
  const unique = kind === 'unique'
  const read = value === undefined ? "CAST(NULL, 'Nullable(Decimal(38, 6))')" : numberSql(value)
  const adds = kind === 'sum' || kind === 'avg'
  const conditions = [
    'tenant = {tenant:String}',
    'occurred_at >= fromUnixTimestamp64Milli({fromMs:Int64})',
    'occurred_at < fromUnixTimestamp64Milli({toMs:Int64})',
    predicateSql(where),
    ...(unique ? ['anchor_key != 0'] : []),
    ...(value === undefined ? [] : [`isNotNull(${read})`]),
  ]
  return `
SELECT tenant, toUInt8(${number}) AS operand,
  toStartOfInterval(occurred_at, toIntervalSecond({tier:UInt16}), 'UTC') AS bucket,
  [${dimensionPaths.map(textSql).join(', ')}]::Array(String) AS dimensions,
  ${unique ? 'anchor_key' : 'toUInt64(0)'} AS member, ${unique ? 'min(events.one_id)' : 'toUInt64(0)'} AS one_id,
  count() AS count, ${adds ? `ifNull(sum(${read}), 0)` : 'toDecimal128(0, 6)'} AS sum,
  ${kind === 'min' ? `min(${read})` : 'NULL'} AS min, ${kind === 'max' ? `max(${read})` : 'NULL'} AS max
FROM weir_data.events AS events
WHERE ${conditions.join('\n  AND ')}
GROUP BY tenant, bucket, dimensions, member`
}

/**
 * What a metric's points of one tier should be, counted anew from the stored events: columns tenant, operand, bucket,
 * dimensions, member, one_id, count, sum, min, max. Merged points of live aggregation equal it exactly. Events of types
 * that are never stored (`event.rejected`, `event.quarantined`) cannot be recounted.
 */
export function recountQuery(metric: Metric, { tenant, tierSeconds, fromMs, toMs }: RecountRequest): BoundSql {
  return {
    sql: metric.operands.map(operand => operandRows(operand, metric.dimensionPaths)).join('\nUNION ALL\n'),
    params: { tenant, tier: tierSeconds, fromMs, toMs },
  }
}
