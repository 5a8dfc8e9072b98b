import type { Metric } from './metric.ts'

export interface SeriesRequest {
  tenant: string
  /** Unix milliseconds; points are at multiples of the step within [from, to]. */
  from: number
  to: number
  stepMs: number
  windowMs: number
  groupBy: readonly string[]
  /** Dimension to the values of which one must match. */
  filters: Readonly<Record<string, readonly string[]>>
  /** Decides which tier still holds which day. */
  nowMs: number
  /** Most series; those with the smallest samples are folded into `other`. Default 50. */
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

/** @throws WeirError REQUEST_MALFORMED naming the field: unknown dimension, empty range, too many points. */
export function seriesQuery(_metric: Metric, _request: SeriesRequest): SeriesQuery {
  throw new Error('not yet')
}

/** Rows of a `seriesQuery`, one a series. */
export interface SeriesRow {
  dimensions: Record<string, string>
  start: number | string
  step: number | string
  values: readonly (number | null)[]
  samples: readonly (number | string)[]
}

export function readSeries(_rows: readonly SeriesRow[]): Series[] {
  throw new Error('not yet')
}
