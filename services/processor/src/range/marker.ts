import type { Shard } from '@weir/clickhouse'
import { encodePoints, type MetricPoint, metricPointColumns } from '@weir/metric-definitions'
import type { Insert } from './insert.ts'
import type { NewestWritten } from './job.ts'
import { shardOfPoint } from './placement.ts'
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
 * The inserts that end every range, one a shard: its metric points and one marker row, so that a read-back finds it even
 * when the range changed no metric. The marker's bucket is the intent's time and its dimensions name the range: it merges
 * with no other row.
 */
export function pointsInserts(
  points: readonly MetricPoint[],
  range: {
    generation: string
    topic: string
    partition: number
    intent: Intent
  },
): Insert[] {
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
  const readBack = {
    where:
      "tenant = '' AND metric = '_range' AND bucket = toDateTime({bucket:UInt32}, 'UTC') AND dimensions = {dimensions:Array(String)}",
    params: { bucket: Math.floor(intent.at / 1000), dimensions },
  }
  const markerLine = `${JSON.stringify(metricPointColumns.map(column => marker[column]))}\n`
  const { shards = 1 } = intent
  return Array.from({ length: shards }, (_, shard) => {
    const own = shards === 1 ? points : points.filter(point => shardOfPoint(point, shards) === shard)
    return {
      table: 'weir_data.metric_points',
      columns: metricPointColumns,
      rows: `${encodePoints(own)}${markerLine}`,
      rowCount: own.length + 1,
      shard,
      readBack,
    }
  })
}

/**
 * The range a shard wrote last of this partition; absent when it holds none (markers are kept 30 days).
 * Among the last thousand by time, because a clock may step back a little.
 */
export async function newestMarker(
  shard: Pick<Shard, 'query' | 'data'>,
  at: { generation: string; topic: string; partition: number },
): Promise<NewestWritten> {
  const rows = await shard.query<{ first: string; next: string }>(
    `SELECT toUInt64OrZero(dimensions[4]) AS first, toUInt64OrZero(dimensions[5]) AS next
     FROM (
       SELECT dimensions FROM ${shard.data}.metric_points
       WHERE tenant = '' AND metric = '_range' AND tier = 0
         AND dimensions[1] = {log:String} AND dimensions[2] = {topic:String} AND dimensions[3] = {partition:String}
       ORDER BY bucket DESC LIMIT 1000
     ) ORDER BY next DESC LIMIT 1`,
    { log: at.generation, topic: at.topic, partition: String(at.partition) },
  )
  const newest = rows[0]
  return newest && { from: Number(newest.first), to: Number(newest.next) }
}
