import type { ClickHouse } from '@weir/clickhouse'
import { type InstantRow, instantQuery, type Metric } from '@weir/metric-definitions'

/** One window over one grouping of a metric. */
export interface SeriesRead {
  /** Undefined: every tenant. */
  tenant: string | undefined
  windowMs: number
  groupBy: readonly string[]
  filters: Readonly<Record<string, readonly string[]>>
}

/** A series that has events in the window. */
export interface SeriesReading {
  /** Index of the read. */
  read: number
  tenant: string
  dimensions: Readonly<Record<string, string>>
  value: number | null
  sample: number
}

/**
 * Where the evaluator gets values. ClickHouse answers now; a hot path (the processor's partial aggregates, before they
 * are stored) may answer in milliseconds later.
 */
export interface SeriesReader {
  /** Every read of a metric at once, at one moment. */
  read(metric: Metric, reads: readonly SeriesRead[], at: number): Promise<readonly SeriesReading[]>
}

/** A look that takes longer is a look missed: the next second asks again. */
const timeoutMs = 5_000

export const createClickHouseSeriesReader = (clickhouse: Pick<ClickHouse, 'query'>): SeriesReader => ({
  async read(metric, reads, at) {
    const { sql, params } = instantQuery(metric, { at, nowMs: at, reads })
    const rows = await clickhouse.query<InstantRow>(sql, params, { timeoutMs })
    return rows.map(row => ({ ...row, read: Number(row.read) }))
  },
})
