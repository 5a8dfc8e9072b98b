import type { ClickHouse } from '@weir/clickhouse'
import { isWeirError } from '@weir/errors'
import { decodeChangeBatch } from '@weir/event'
import { type Consumer, type EventLog, groups, topics } from '@weir/event-log'
import type { Readiness } from '@weir/lifecycle'
import type { Json, PartitionPosition, Positions } from '@weir/state-store'
import type { Logger } from '@weir/telemetry'

const columns = ['tenant', 'key_id', 'one_id', 'version', 'changed_at'] as const

/**
 * identity.changes → weir_data.identity_overrides. Idempotent by version, so a plain insert under a plain position:
 * a crash in between writes the same rows again, and they merge.
 */
export async function consumeChanges(deps: {
  log: EventLog
  positions: Positions
  clickhouse: Pick<ClickHouse, 'insert'>
  readiness: Pick<Readiness, 'set'>
  logger: Pick<Logger, 'warn' | 'error'>
}): Promise<Consumer> {
  const { log, positions, clickhouse, readiness, logger } = deps
  const { generation } = await log.bounds(topics.changes)
  const nameOf = (partition: number) => `${groups.processor}/${topics.changes}/${partition}`
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
      readiness.set(nameOf(partition), { ok: true })
    },
    failed(partition, error) {
      const at = { err: error, topic: topics.changes, partition }
      if (isWeirError(error, 'FENCED')) {
        logger.warn(at, 'another worker took the partition')
        return
      }
      // Merges and unmerges are on the log and wait there; metrics and profiles show people as they were.
      readiness.set(nameOf(partition), { ok: false, reason: error.message })
      logger.error(at, 'partition stopped: it waits for a person, nothing is dropped')
    },
  })
}
