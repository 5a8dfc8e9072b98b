import { WeirError } from '@weir/errors'
import type { Metric } from './metric.ts'
import { bucketsSql, effectiveGroup, filtersSql } from './points-sql.ts'
import { seriesSql } from './series-sql.ts'
import { tierMsAt } from './tier.ts'

export interface SeriesRequest {
  tenant: string
  /** Unix milliseconds; points are at the multiples of the step within [from, to], or the last before `to`. */
  from: number
  to: number
  stepMs: number
  windowMs: number
  groupBy: readonly string[]
  /** Dimension to the values of which one must match. */
  filters: Readonly<Record<string, readonly string[]>>
  /** Decides which tier answers for which day. */
  nowMs: number
  /** Most series; those with the fewest events are folded into `other`. Default 50. */
  limit?: number | undefined
}

/** A query ready to be bound. */
export interface SeriesQuery {
  sql: string
  params: Record<string, unknown>
  /** The step used: rounded up when the tier is coarser. */
  stepMs: number
  /** What was rounded, for the reader of the answer. */
  note?: string
}

export interface Series {
  dimensions: Readonly<Record<string, string>>
  /** `time` Unix milliseconds; `value` null where there was nothing to divide or compare; `sample` what it rests on. */
  points: readonly { time: number; value: number | null; sample: number }[]
}

/** Row of a `seriesQuery`: one a series. */
export interface SeriesRow {
  dimensions: Record<string, string>
  /** Unix milliseconds of the first point; milliseconds from one to the next. */
  start: number | string
  step: number | string
  values: readonly (number | null)[]
  samples: readonly number[]
}

const mostPoints = 11_000
const defaultLimit = 50

/**
 * The value at time t with window w merges the buckets with end > t - w and start <= t, the open one included.
 * @throws WeirError REQUEST_MALFORMED naming the field: unknown dimension, empty range, too many points.
 */
export function seriesQuery(metric: Metric, request: SeriesRequest): SeriesQuery {
  const { stepMs, note } = roundedStep(request)
  const { start, points } = gridOf(request, stepMs)
  const last = start + (points - 1) * stepMs
  const group = effectiveGroup(metric, request.groupBy, request.filters)
  const filters = filtersSql(metric, request.filters, 'filter_')
  const buckets = bucketsSql(start - request.windowMs, last, request.nowMs)
  const where = ['p.tenant = {tenant:String}', 'p.metric = {metric:String}', buckets.sql, ...filters.conditions]
  return {
    sql: seriesSql(metric, group.names.length > 0, where.join('\n  AND ')),
    params: {
      tenant: request.tenant,
      metric: metric.id,
      start,
      step: stepMs,
      points,
      window: request.windowMs,
      group: group.positions,
      names: group.names,
      apart: group.names.map(name => metric.keepApart.includes(name)),
      limit: request.limit ?? defaultLimit,
      ...buckets.params,
      ...filters.params,
    },
    stepMs,
    ...(note === undefined ? {} : { note }),
  }
}

const malformed = (message: string, field: string) => new WeirError('REQUEST_MALFORMED', message, { field })

function roundedStep({ from, stepMs, windowMs, nowMs }: SeriesRequest): { stepMs: number; note: string | undefined } {
  for (const [ms, field] of [
    [stepMs, 'step'],
    [windowMs, 'window'],
  ] as const)
    if (!Number.isSafeInteger(ms) || ms < 1) throw malformed(`the ${field} must be a positive duration`, field)
  const tierMs = tierMsAt(Math.max(0, from), nowMs)
  const notes = [
    ...(stepMs < tierMs ? [`step rounded up to ${tierMs / 1_000}s`] : []),
    ...(windowMs < tierMs ? [`window rounded up to whole buckets of ${tierMs / 1_000}s`] : []),
  ]
  const note =
    notes.length > 0 ? `${notes.join(', ')}: the age of this range is kept in buckets of that width` : undefined
  return { stepMs: Math.max(stepMs, tierMs), note }
}

function gridOf({ from, to }: SeriesRequest, stepMs: number): { start: number; points: number } {
  if (!(from <= to) || from < 0) throw malformed('from must not be after to', 'from')
  const last = Math.floor(to / stepMs) * stepMs
  const start = Math.min(Math.ceil(from / stepMs) * stepMs, last)
  const points = (last - start) / stepMs + 1
  if (points <= mostPoints) return { start, points }
  throw new WeirError('REQUEST_MALFORMED', `${points} points are too many`, {
    field: 'step',
    remedy: `ask for at most ${mostPoints}: a longer step or a shorter range`,
  })
}

export function readSeries(rows: readonly SeriesRow[]): Series[] {
  return rows.map(({ dimensions, start, step, values, samples }) => ({
    dimensions,
    points: values.map((value, index) => ({
      time: Number(start) + index * Number(step),
      value,
      sample: samples[index] ?? 0,
    })),
  }))
}
