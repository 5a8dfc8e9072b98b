import { type ShardedClickHouse, statementsFor } from '@weir/clickhouse'
import { type Metric, metricViewSql } from '@weir/metric-definitions'

/** `weir.metric_<name>` for each metric, of the version in force: what BI tools read. Idempotent. */
export async function createMetricViews(
  clickhouse: Pick<ShardedClickHouse, 'command' | 'cluster'>,
  metrics: readonly Metric[],
): Promise<void> {
  for (const metric of metrics)
    for (const sql of statementsFor(metricViewSql(metric), clickhouse.cluster)) await clickhouse.command(sql)
}
