import { EventEmitter, once } from 'node:events'
import { join } from 'node:path'
import type { ShardedClickHouse } from '@weir/clickhouse'
import { schemaDirectory } from '@weir/clickhouse/testing'
import { dayOf, encodeIdentifiedBatch, eventIdHash, type IdentifiedEvent, payloadSchemaOf } from '@weir/event'
import type { Consumer, EventLog, PartitionHandler, StoredRecord } from '@weir/event-log'
import { createReadiness } from '@weir/lifecycle'
import { createPositions, type StateStore } from '@weir/state-store'
import { createLogger } from '@weir/telemetry'
import { createEventsJob } from './events/job.ts'
import { type MetricFile, pinDefinitions, readMetricFiles } from './metrics/definitions.ts'
import { consumeRanges } from './range/range-consumer.ts'

export const generation = 'g'
const schema = payloadSchemaOf('custom.t')

/** Partition 0 of events.identified, held here: one record for each array of ids. An id's events come from its own person. */
export function createRecords(now = Date.now()) {
  const records: StoredRecord[] = []
  let accepted = 0

  const identified = (id: string, anchorKey: number, properties: string): IdentifiedEvent => ({
    partition: 0, offset: accepted++, index: 0, tenant: 't', receivedAt: now, verdict: 'identified', oneId: anchorKey, anchorKey,
    keyIds: anchorKey === 0 ? [] : [anchorKey],
    event: {
      id, tenant: 't', source: 's', type: 'custom.t', occurredAt: now, receivedAt: now, keys: [], context: {}, flags: [],
      sealed: -1, payloadSchema: schema.fingerprint, payload: schema.encode({ properties }),
    },
  }) // biome-ignore format: one event

  return {
    records: records as readonly StoredRecord[],
    hashOf: (id: string) => eventIdHash('t', 's', id),
    /** Each event: its id, or its id, its anchor and its properties as JSON. */
    append(...events: (string | [id: string, anchorKey: number, properties?: string])[]): void {
      const of = events.map(event => {
        const [id, anchorKey, properties = '{}'] =
          typeof event === 'string' ? ([event, anchorOf(event)] as const) : event
        return identified(id, anchorKey, properties)
      })
      const value = encodeIdentifiedBatch({ generation, day: dayOf(now), sealed: Buffer.alloc(0), events: of })
      records.push({ partition: 0, offset: records.length, appendedAt: now, value })
    },
  }
}

/** Every fifth id is nobody's. */
const anchorOf = (id: string): number => {
  const number = [...id].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 1_000_003, 7)
  return number % 5 === 0 ? 0 : number
}

export type Records = ReturnType<typeof createRecords>

export const shippedMetrics = (): Promise<MetricFile[]> => readMetricFiles(join(schemaDirectory, '../metrics'))

/** A processor that has been given partition 0: the real stage, on a log that moves when the test says so. */
export async function startWorker(
  { records }: Pick<Records, 'records'>,
  { state, clickhouse, files }: { state: StateStore; clickhouse: ShardedClickHouse; files?: readonly MetricFile[] },
) {
  const changes = new EventEmitter()
  const readiness = createReadiness()
  const logger = createLogger({ service: 'processor', level: 'silent' })
  const definitions = await pinDefinitions(state, files ?? (await shippedMetrics()))
  const { job, stop } = createEventsJob({
    clickhouse,
    logger,
    secrets: { hmac: Buffer.alloc(32), sealing: { current: 'k', keys: new Map([['k', Buffer.alloc(32, 1)]]) } },
    definitions: () => definitions.current,
    aggregatorOf: definitions.aggregatorOf,
    onDecided() {},
  })
  let handler: PartitionHandler | undefined
  let reached = 0
  let read = 0
  let failure: Error | undefined
  const bounds = async () => ({ generation, partitions: [{ start: 0, end: records.length }] })
  const log = {
    bounds,
    async consume(_topic: string, _group: string, given: PartitionHandler): Promise<Consumer> {
      handler = given
      reached = read = await given.open(0)
      return { async stop() {} }
    },
    async processed(_topic: string, _group: string, _partition: number, next: number) {
      reached = next
      changes.emit('change')
    },
  }
  await consumeRanges(
    { ...job, limits: { ...job.limits, ageMs: () => 5 } },
    {
      log: log as unknown as EventLog,
      positions: createPositions(state),
      state,
      clickhouse,
      readiness: {
        ...readiness,
        set(name, check) {
          readiness.set(name, check)
          if (!check.ok) failure = new Error(check.reason)
          changes.emit('change')
        },
      },
      logger: {
        ...logger,
        warn(_context: unknown, message: string) {
          if (message.startsWith('another worker')) failure = new Error(message)
          changes.emit('change')
        },
      } as never,
      now: Date.now,
      onRange() {},
    },
  )

  return {
    /** Hands over what the log holds beyond what was read. */
    feed(): void {
      const more = records.slice(read)
      read = records.length
      if (more.length > 0) void handler?.records(0, more)
    },
    async until(next: number): Promise<void> {
      while (reached < next) await once(changes, 'change')
    },
    /** Resolves once the worker says that another one has the partition. */
    async fenced(): Promise<void> {
      while (!failure?.message.startsWith('another worker')) await once(changes, 'change')
    },
    /** Why it is not ready, when it is not. */
    waitingFor: () => failure?.message,
    /** The partition is taken away, as the log does it. */
    async close(): Promise<void> {
      await handler?.closed(0)
      await stop()
    },
  }
}
