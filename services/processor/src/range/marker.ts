import type { ClickHouse } from '@weir/clickhouse'
import { metricPointColumns } from '@weir/metric-definitions'
import type { Insert } from './insert.ts'
import type { NewestWritten } from './job.ts'
import type { Intent } from './range.ts'

const emptyLatest = ['1970-01-01 00:00:00.000', '', '0']

const dimensionsOf = (log: string, topic: string, partition: number, intent: Intent): string[] => [
  log,
  topic,
  String(partition),
  String(intent.from),
  String(intent.to),
]

/**
 * The insert that ends every range: its metric points and one marker row, so that a read-back finds it even when the
 * range changed no metric. The marker's bucket is the intent's time and its dimensions name the range: it merges with no other row.
 */
export function pointsInsert(
  points: { lines: string; count: number },
  range: {
    generation: string
    topic: string
    partition: number
    intent: Intent
  },
): Insert {
  const { generation, topic, partition, intent } = range
  const dimensions = dimensionsOf(generation, topic, partition, intent)
  const marker: Record<string, unknown> = {
    tenant: '',
    metric: '_range',
    operand: 0,
    tier: 0,
    bucket: Math.floor(intent.at / 1000),
    dimensions,
    member: '0',
    one_id: '0',
    count: 1,
    sum: '0',
    min: null,
    max: null,
    latest: emptyLatest,
  }
  return {
    table: 'weir_data.metric_points',
    columns: metricPointColumns,
    rows: `${points.lines}${JSON.stringify(metricPointColumns.map(column => marker[column]))}\n`,
    rowCount: points.count + 1,
    readBack: {
      where:
        "tenant = '' AND metric = '_range' AND bucket = toDateTime({bucket:UInt32}, 'UTC') AND dimensions = {dimensions:Array(String)}",
      params: { bucket: Math.floor(intent.at / 1000), dimensions },
    },
  }
}

/**
 * The range ClickHouse wrote last of this partition; absent when it holds none (markers are kept 30 days).
 * Among the last thousand by time, because a clock may step back a little.
 */
export async function newestMarker(
  clickhouse: Pick<ClickHouse, 'query'>,
  at: { generation: string; topic: string; partition: number },
): Promise<NewestWritten> {
  const rows = await clickhouse.query<{ first: string; next: string }>(
    `SELECT toUInt64OrZero(dimensions[4]) AS first, toUInt64OrZero(dimensions[5]) AS next
     FROM (
       SELECT dimensions FROM weir_data.metric_points
       WHERE tenant = '' AND metric = '_range' AND tier = 0
         AND dimensions[1] = {log:String} AND dimensions[2] = {topic:String} AND dimensions[3] = {partition:String}
       ORDER BY bucket DESC LIMIT 1000
     ) ORDER BY next DESC LIMIT 1`,
    { log: at.generation, topic: at.topic, partition: String(at.partition) },
  )
  const newest = rows[0]
  return newest && { from: Number(newest.first), to: Number(newest.next) }
}
