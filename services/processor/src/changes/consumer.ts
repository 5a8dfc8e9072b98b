import type { ClickHouse } from '@weir/clickhouse'
import { decodeChangeBatch } from '@weir/event'
import { type Consumer, type EventLog, groups, topics } from '@weir/event-log'
import type { Json, PartitionPosition, Positions } from '@weir/state-store'

const columns = ['tenant', 'key_id', 'one_id', 'version', 'changed_at'] as const

/**
 * identity.changes → weir_data.identity_overrides. Idempotent by version, so a plain insert under a plain position:
 * a crash in between writes the same rows again, and they merge.
 */
export async function consumeChanges(deps: {
  log: EventLog
  positions: Positions
  clickhouse: ClickHouse
}): Promise<Consumer> {
  const { log, positions, clickhouse } = deps
  const { generation } = await log.bounds(topics.changes)
  const open = new Map<number, PartitionPosition<Json, Json>>()
  return log.consume(topics.changes, groups.processor, {
    async open(partition) {
      const position = await positions.take<Json, Json>({
        group: groups.processor,
        topic: topics.changes,
        generation,
        partition,
      })
      open.set(partition, position)
      return position.current.next
    },
    async records(partition, records) {
      const lines = records.flatMap(({ value }) =>
        decodeChangeBatch(value).changes.map(
          ({ tenant, keyId, oneId, version, changedAt }) =>
            `${JSON.stringify([tenant, keyId, oneId, version, (changedAt / 1000).toFixed(3)])}\n`,
        ),
      )
      if (lines.length > 0) await clickhouse.insert('weir_data.identity_overrides', columns, lines.join(''))
      const next = records.at(-1)!.offset + 1
      await open.get(partition)?.advance(next)
      await log.processed(topics.changes, groups.processor, partition, next)
    },
    async closed(partition) {
      open.delete(partition)
    },
  })
}
