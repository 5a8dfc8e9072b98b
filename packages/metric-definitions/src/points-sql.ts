import { WeirError } from '@weir/errors'
import type { Metric, Operand } from './metric.ts'
import { tierSpans } from './tier.ts'

/** SQL text with its bound parameters. */
export interface BoundSql {
  sql: string
  params: Record<string, unknown>
}

/**
 * The persons behind a point now. Points carry the anchor key: a merge or unmerge of yesterday corrects the metric of
 * last week.
 */
export const personSql =
  "if(p.member = 0, p.one_id, dictGetOrDefault('weir_data.identity', 'one_id', p.member, p.one_id))"

const operandSql = ({ number, kind }: Operand): string =>
  kind === 'count' ? `sumIf(p.count, p.operand = ${number})` : `sumIf(p.sum, p.operand = ${number})`

/** What points add up to, as Decimal(38, 6); for every kind but unique, min and max. */
export function sumsSql(metric: Metric): { numerator: string; sample: string } {
  const decimal = (sql: string) => `toDecimal128(${sql}, 6)`
  const [first, second] = metric.operands
  if (metric.kind === 'ratio' && first && second)
    return { numerator: decimal(operandSql(first)), sample: decimal(operandSql(second)) }
  return {
    numerator: decimal(metric.kind === 'count' ? 'sum(p.count)' : 'sum(p.sum)'),
    sample: decimal('sum(p.count)'),
  }
}

/** The value people see, Nullable(Float64), of the sums named so. */
export function valueSql(metric: Metric, numerator: string, sample: string): string {
  if (metric.kind === 'avg' || metric.kind === 'ratio') {
    const quotient = `toFloat64(${numerator}) / toFloat64(${sample})`
    return `if(${sample} = 0, NULL, ${metric.scale === 1 ? quotient : `${metric.scale} * ${quotient}`})`
  }
  return `toNullable(toFloat64(${numerator}))`
}

/**
 * Which buckets have their end after `afterMs` and their start at or before `untilMs`, each from the tier that answers
 * for it. One range of the primary key a tier.
 */
export function bucketsSql(afterMs: number, untilMs: number, nowMs: number): BoundSql {
  const params: Record<string, unknown> = {}
  const spans = tierSpans(nowMs).flatMap(({ seconds, fromMs, toMs }) => {
    const from = Math.max(Math.floor(afterMs / 1_000) - seconds + 1, fromMs / 1_000, 0)
    const to = Math.min(Math.floor(untilMs / 1_000), toMs / 1_000 - 1)
    if (from > to) return []
    params[`from_${seconds}`] = from
    params[`to_${seconds}`] = to
    const time = (name: string) => `toDateTime({${name}_${seconds}:UInt32}, 'UTC')`
    return [`p.tier = ${seconds} AND p.bucket >= ${time('from')} AND p.bucket <= ${time('to')}`]
  })
  return { sql: spans.length === 0 ? '0' : `(${spans.map(span => `(${span})`).join(' OR ')})`, params }
}

/** Position of a dimension in a point's array, from 1. @throws WeirError REQUEST_MALFORMED */
export function dimensionPosition(metric: Metric, dimension: string, field: string): number {
  const position = metric.dimensions.indexOf(dimension) + 1
  if (position > 0) return position
  throw new WeirError('REQUEST_MALFORMED', `${metric.name} has no dimension "${dimension}"`, {
    field,
    remedy: `its dimensions are ${metric.dimensions.join(', ') || 'none'}`,
  })
}

/** Conditions of filters, every value bound under a name that starts with `prefix`. */
export function filtersSql(
  metric: Metric,
  filters: Readonly<Record<string, readonly string[]>>,
  prefix: string,
): { conditions: string[]; params: Record<string, unknown> } {
  const params: Record<string, unknown> = {}
  const conditions = Object.entries(filters).map(([dimension, values]) => {
    const position = dimensionPosition(metric, dimension, 'filter')
    const name = `${prefix}${position}`
    params[name] = values
    return `p.dimensions[${position}] IN {${name}:Array(String)}`
  })
  return { conditions, params }
}

/** The group asked for, and the dimensions that must not be added together unless a filter left one value. */
export function effectiveGroup(
  metric: Metric,
  groupBy: readonly string[],
  filters: Readonly<Record<string, readonly string[]>>,
): { names: readonly string[]; positions: readonly number[] } {
  const apart = metric.keepApart.filter(name => !groupBy.includes(name) && filters[name]?.length !== 1)
  const names = [...new Set(groupBy), ...apart]
  return { names, positions: names.map(name => dimensionPosition(metric, name, 'group_by')) }
}
