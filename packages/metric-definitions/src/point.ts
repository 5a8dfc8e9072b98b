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
  let before: MetricPoint | undefined
  let place = ''
  // Neighbours differ in little more than the member: the text of what they share is made once.
  for (const point of points) {
    if (!before || !samePlace(point, before)) {
      const { tenant, metric, operand, tier, bucket, dimensions } = point
      place = JSON.stringify([tenant, metric, operand, tier, bucket, dimensions]).slice(0, -1)
      before = point
    }
    const min = point.min === null ? 'null' : formatScaled(point.min)
    const max = point.max === null ? 'null' : formatScaled(point.max)
    lines += `${place},${point.member},${point.oneId},${point.count},${formatScaled(point.sum)},${min},${max}]\n`
  }
  return lines
}

const samePlace = (a: MetricPoint, b: MetricPoint): boolean =>
  a.dimensions === b.dimensions &&
  a.bucket === b.bucket &&
  a.tier === b.tier &&
  a.operand === b.operand &&
  a.metric === b.metric &&
  a.tenant === b.tenant
