import type { MetricEvent } from './event.ts'
import type { Metric } from './metric.ts'
import type { MetricPoint } from './point.ts'

/** Partial aggregates of the events of one range. */
export interface Aggregator {
  /** Each event once: the aggregator does not know repeats. */
  add(event: MetricEvent): void
  /** At most this many rows would `drain` give now. */
  points(): number
  /** Every point of every tier, and starts anew. */
  drain(): MetricPoint[]
}

export function createAggregator(_metrics: readonly Metric[]): Aggregator {
  throw new Error('not yet')
}
