import type { ShardedClickHouse } from '@weir/clickhouse'
import { decodeRejectedBatch, type RejectedBatch } from '@weir/event'
import { groups, topics } from '@weir/event-log'
import type { Aggregator } from '@weir/metric-definitions'
import { openValues, type Secrets, sealText } from '@weir/privacy'
import { errorEvent } from '../events/metric-event.ts'
import { timeText } from '../events/row.ts'
import { rowsOfRange } from '../range/insert.ts'
import type { RangeJob } from '../range/job.ts'
import { newestMarker, pointsInserts } from '../range/marker.ts'
import { createShardRows } from '../range/placement.ts'

const columns = [
  'tenant', 'source', 'id', 'type', 'code', 'field', 'message', 'payload_schema', 'received_at', 'original',
  'original_length', 'original_sha256', 'door', 'delivery', 'log', 'partition', 'offset', 'record_index',
] as const // biome-ignore format: a table

export type RejectedExtra = { readonly writtenAt: number }

export interface RejectedJobDeps {
  clickhouse: ShardedClickHouse
  secrets: Secrets
  definitions(): string
  aggregatorOf(definitions: string): Promise<Aggregator>
}

const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

/** events.rejected → weir_data.dead_letters and the error metrics. */
export function createRejectedJob({
  clickhouse,
  secrets,
  definitions,
  aggregatorOf,
}: RejectedJobDeps): RangeJob<RejectedBatch, RejectedExtra> {
  return {
    topic: topics.rejected,
    group: groups.processor,
    limits: { events: 5_000, bytes: 16 << 20, ageMs: () => 1_000 },
    decode(value) {
      const batch = decodeRejectedBatch(value)
      return { batch, events: batch.events.length, day: batch.day }
    },
    opened: async () => {},
    async plan({ generation, partition, intent, records }) {
      const aggregator = await aggregatorOf(intent.definitions)
      const { shards = 1 } = intent
      const letters = createShardRows(shards)
      for (const { offset, batch } of records) {
        const values = openValues(secrets, batch.sealed)
        const sealed = (position: number) => (position < 0 ? '' : sealText(secrets, values[position] ?? ''))
        for (const [index, event] of batch.events.entries()) {
          letters.add(
            (offset + index) % shards,
            `${JSON.stringify([
              event.tenant, event.source, event.id, event.type, event.code, event.field, event.message,
              hexOf(event.payloadSchema), timeText(event.receivedAt), sealed(event.original),
              event.originalLength, hexOf(event.originalSha256), event.door, sealed(event.delivery), generation, partition, offset, index,
            ])}\n`, // biome-ignore format: the order of columns
          )
          aggregator.add(errorEvent('event.rejected', event))
        }
      }
      const readBack = rowsOfRange(generation, partition, intent.from, intent.to)
      return {
        inserts: [
          ...letters.inserts({ table: 'weir_data.dead_letters', columns, readBack }),
          ...pointsInserts(aggregator.drain(), { generation, topic: topics.rejected, partition, intent }),
        ],
        extra: { writtenAt: intent.at },
        done() {},
      }
    },
    newestWritten: at =>
      Promise.all(clickhouse.shards.map(shard => newestMarker(shard, { ...at, topic: topics.rejected }))),
    definitions,
  }
}
