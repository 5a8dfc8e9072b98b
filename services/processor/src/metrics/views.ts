import type { ClickHouse } from '@weir/clickhouse'
import { type Metric, metricViewSql } from '@weir/metric-definitions'

/** `weir.metric_<name>` for each metric, of the version in force: what BI tools read. Idempotent. */
export async function createMetricViews(
  clickhouse: Pick<ClickHouse, 'command'>,
  metrics: readonly Metric[],
): Promise<void> {
  for (const metric of metrics) await clickhouse.command(metricViewSql(metric))
}
