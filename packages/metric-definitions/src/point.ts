/** One row of weir_data.metric_points. */
export interface MetricPoint {
  tenant: string
  /** Metric id, or `_range` for the marker of a range. */
  metric: string
  operand: number
  /** Width of the bucket, seconds. */
  tier: number
  /** Start of the bucket, Unix seconds. */
  bucket: number
  dimensions: readonly string[]
  /** Anchor key of the person for kind unique, else 0. */
  member: number
  oneId: number
  count: number
  /** Scaled by 10^6, exact. */
  sum: number | bigint
  min: number | bigint | null
  max: number | bigint | null
}

export const metricPointColumns: readonly string[] = [
  'tenant',
  'metric',
  'operand',
  'tier',
  'bucket',
  'dimensions',
  'member',
  'one_id',
  'count',
  'sum',
  'min',
  'max',
]

/** Lines of JSONCompactEachRow for `metricPointColumns`. */
export function encodePoints(_points: readonly MetricPoint[]): string {
  throw new Error('not yet')
}
