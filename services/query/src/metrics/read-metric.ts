import type { ClickHouse } from '@weir/clickhouse'
import { type Metric, readSeries, type Series, type SeriesRow, seriesQuery } from '@weir/metric-definitions'
import { maxSeries, type SeriesRequest } from './parameters.ts'

export interface MetricSeries {
  stepMs: number
  note: string | undefined
  series: readonly Series[]
}

/** The values of a metric for one tenant. */
export type ReadMetric = (tenant: string, metric: Metric, request: SeriesRequest) => Promise<MetricSeries>

export const createReadMetric =
  (clickhouse: ClickHouse, now: () => number): ReadMetric =>
  async (tenant, metric, request) => {
    const query = seriesQuery(metric, { ...request, tenant, nowMs: now(), limit: maxSeries })
    const rows = await clickhouse.query<SeriesRow>(query.sql, query.params, { timeoutMs: 10_000 })
    return { stepMs: query.stepMs, note: query.note, series: readSeries(rows) }
  }
