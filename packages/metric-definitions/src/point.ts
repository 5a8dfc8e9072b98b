import { formatScaled, type Scaled } from './decimal.ts'

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
  /** Scaled by 10^6, exact; likewise min and max. */
  sum: Scaled
  min: Scaled | null
  max: Scaled | null
}

/** `latest` is left to its default: no kind writes it yet. */
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
export function encodePoints(points: readonly MetricPoint[]): string {
  let lines = ''
  let tenant: string | undefined
  let metric: string | undefined
  let names = ''
  let dimensions: readonly string[] | undefined
  let values = ''
  // Neighbours share tenant, metric and dimensions: their text is made once.
  for (const point of points) {
    if (point.tenant !== tenant || point.metric !== metric) {
      tenant = point.tenant
      metric = point.metric
      names = `[${JSON.stringify(tenant)},${JSON.stringify(metric)}`
    }
    if (point.dimensions !== dimensions) {
      dimensions = point.dimensions
      values = JSON.stringify(dimensions)
    }
    const min = point.min === null ? 'null' : formatScaled(point.min)
    const max = point.max === null ? 'null' : formatScaled(point.max)
    lines += `${names},${point.operand},${point.tier},${point.bucket},${values},${point.member},${point.oneId},${point.count},${formatScaled(point.sum)},${min},${max}]\n`
  }
  return lines
}
