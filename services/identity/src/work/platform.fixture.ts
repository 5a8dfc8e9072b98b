import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import {
  dayOf,
  decodeChangeBatch,
  decodeIdentifiedBatch,
  type Event,
  encodeEventBatch,
  type IdentifiedEvent,
} from '@weir/event'
import {
  createMemoryLogStore,
  type EventLog,
  groups,
  openMemoryEventLog,
  type StoredRecord,
  type Topic,
  topics,
} from '@weir/event-log'
import { parsePolicy } from '@weir/identity-rules'
import { createReadiness } from '@weir/lifecycle'
import type { Secrets } from '@weir/privacy'
import { createLeases, createMemoryStateStore, createPositions } from '@weir/state-store'
import { createLogger, createMetrics } from '@weir/telemetry'
import { createIdentityMetrics } from '../metrics.ts'
import { createMemoryIdentityState, openMemoryIdentityStore } from '../store/memory/memory-identity-store.ts'
import { markTable } from './clickhouse.fixture.ts'
import { createIdentityWork, type WorkParts } from './identity-work.ts'

export const secrets: Secrets = {
  hmac: new Uint8Array(32).fill(1),
  sealing: { current: 'k1', keys: new Map([['k1', new Uint8Array(32).fill(2)]]) },
}

const policy = parsePolicy(`
types:
  user_id: { doc: d, sensitivity: 2, priority: 9, limit: 1, degree: 20, normalise: text }
  phone: { doc: d, sensitivity: 4, priority: 7, limit: 3, degree: 20, normalise: phone }
  cookie: { doc: d, sensitivity: 2, priority: 1, limit: 50, degree: 5, normalise: text }
cluster: { keys: 200, links: 2000 }
overridesPerMinute: 1000
recycling: { types: [phone], idle: 90d, against: [] }
`)

/** Every engine in memory; processes of identity may be started on it, ended and started again. */
export function createPlatform(partitions = 1) {
  const logStore = createMemoryLogStore({ partitions })
  const state = createMemoryStateStore()
  const identity = createMemoryIdentityState()
  const marks = markTable()
  const log = openMemoryEventLog(logStore)
  let processes = 0

  return {
    ...{ log, state, identity, marks },
    generation: logStore.generation,
    positions: createPositions(state),

    /** Appends one record of events.accepted. */
    async accept(events: readonly Event[], sealed = new Uint8Array(0), partition = 0): Promise<void> {
      const value = encodeEventBatch({ day: dayOf(events[0]!.receivedAt), sealed, events: [...events] })
      await log.append(topics.accepted, [{ partition, value }])
    },

    /** One process of identity, started. Parts may be replaced by faulty ones. */
    process(faulty: (parts: WorkParts) => Partial<WorkParts> = () => ({})) {
      processes += 1
      const ownLog = openMemoryEventLog(logStore)
      const store = openMemoryIdentityStore(identity)
      const readiness = createReadiness()
      const parts: WorkParts = {
        ...{ log: ownLog, store, policy, secrets, readiness, clickhouse: marks.clickhouse },
        positions: createPositions(state),
        leases: createLeases(state),
        logger: createLogger({ service: 'identity', level: 'silent' }),
        metrics: createIdentityMetrics(createMetrics('identity', { process: false }), { log: ownLog, store }),
        holder: `process ${processes}`,
        cacheEntries: 1_000,
        timing: {
          leaseTtlMs: 300,
          markIntervalMs: 20,
          positionIntervalMs: 1,
          relayIntervalMs: 1,
          relayPollMs: 20,
          againMs: 20,
        },
      }
      const work = createIdentityWork({ ...parts, ...faulty(parts) })
      work.start()
      return { readiness, stop: () => work.stop().finally(() => ownLog.close()) }
    },

    identified: (): Promise<IdentifiedEvent[]> =>
      read(log, topics.identified, value => decodeIdentifiedBatch(value).events),
    changes: () => read(log, topics.changes, value => decodeChangeBatch(value).changes),
    /** Resolves when identity's position has reached the end of events.accepted. */
    async settled(): Promise<void> {
      const { partitions: ends } = await log.bounds(topics.accepted)
      const at = { group: groups.identity, topic: topics.accepted, generation: logStore.generation }
      for (;;) {
        const places = await createPositions(state).read(at)
        if (ends.every(({ end }, partition) => (places.get(partition)?.next ?? 0) >= end)) return
        await wait(2)
      }
    },
  }
}

/** Everything that is in a topic now, partition by partition. */
export async function read<T>(log: EventLog, topic: Topic, decode: (value: Uint8Array) => T[]): Promise<T[]> {
  const { partitions } = await log.bounds(topic)
  const found: T[][] = partitions.map(() => [])
  let left = partitions.reduce((sum, { end }) => sum + end, 0)
  if (left === 0) return []
  let finish = () => {}
  const finished = new Promise<void>(resolve => {
    finish = resolve
  })
  const consumer = await log.consume(topic, `reader ${randomUUID()}`, {
    open: async () => 0,
    async records(partition: number, records: readonly StoredRecord[]) {
      for (const { value } of records) found[partition]!.push(...decode(value))
      left -= records.length
      if (left <= 0) finish()
    },
    closed: async () => {},
  })
  await finished
  await consumer.stop()
  return found.flat()
}
