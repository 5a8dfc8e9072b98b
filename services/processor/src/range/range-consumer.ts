import { setTimeout as wait } from 'node:timers/promises'
import type { ShardedClickHouse } from '@weir/clickhouse'
import { isWeirError } from '@weir/errors'
import { assertHolds, type Consumer, type EventLog, type StoredRecord } from '@weir/event-log'
import { type Readiness, retrying } from '@weir/lifecycle'
import type { Json, Positions, StateStore } from '@weir/state-store'
import type { Logger } from '@weir/telemetry'
import { assertAgreement } from './agreement.ts'
import type { RangeJob } from './job.ts'
import { createPartitionWriter, type PartitionWriter } from './partition-writer.ts'
import { assertNoShardIsMissing } from './pinned-shards.ts'
import type { Intent } from './range.ts'

export interface RangeConsumerDeps {
  log: EventLog
  positions: Positions
  state: StateStore
  clickhouse: Pick<ShardedClickHouse, 'shards'>
  readiness: Readiness
  logger: Logger
  now(): number
  onRange(topic: string): void
}

interface Open {
  writer: PartitionWriter
  abort: AbortController
}

/** What every range job keeps beside its position. */
interface WrittenExtra {
  /** Unix ms of the newest range done. */
  writtenAt?: number
  /** Shards it went to, when more than one. */
  shards?: number
}

/** Markers are kept 30 days: a partition idle for longer has none left to compare with. */
const markerKeptMs = 29 * 86_400_000

/** A group with more members than partitions leaves some without: they stand by, and are ready. */
const standbyMs = 1_000

/** Runs a range job on every partition the group gives us. Resolves when the first has opened or failed, or none came. */
export async function consumeRanges<Batch, Extra extends Json>(
  job: RangeJob<Batch, Extra>,
  deps: RangeConsumerDeps,
): Promise<Consumer> {
  const { log, positions, clickhouse, readiness, logger } = deps
  const { generation } = await log.bounds(job.topic)
  const open = new Map<number, Open>()
  let settled = () => {}
  const firstPartition = new Promise<void>(resolve => {
    settled = resolve
  })
  const nameOf = (partition: number) => `${job.group}/${job.topic}/${partition}`

  const untilDone =
    (partition: number, signal: AbortSignal) =>
    async <T>(run: () => Promise<T>): Promise<T> => {
      let waited = false
      const result = await retrying(run, {
        signal,
        onWait(error, delayMs) {
          waited = true
          readiness.set(nameOf(partition), { ok: false, reason: error.message })
          logger.warn({ err: error, delayMs, partition, topic: job.topic }, 'waiting for an engine')
        },
      })
      if (waited) readiness.set(nameOf(partition), { ok: true })
      return result
    }

  function stopped(partition: number, error: Error): void {
    settled()
    if (isWeirError(error, 'FENCED')) {
      logger.warn({ topic: job.topic, partition }, 'another worker took the partition')
      return
    }
    readiness.set(nameOf(partition), { ok: false, reason: error.message })
    logger.error(
      { err: error, topic: job.topic, partition },
      'partition stopped: it waits for a person, nothing is dropped',
    )
  }

  const consumer = await log.consume(job.topic, job.group, {
    async open(partition) {
      const abort = new AbortController()
      const done = untilDone(partition, abort.signal)
      const position = await done(() =>
        positions.take<Intent, Extra>({ group: job.group, topic: job.topic, generation, partition }),
      )
      const { next, intent, extra } = position.current
      // The log refuses such a position too, but only once it reads: readiness must tell before anybody calls us ready.
      await done(() => assertHolds(log, job.topic, new Map([[partition, position.current]])))
      await done(() => assertNoShardIsMissing(deps.state, clickhouse.shards.length))
      // What the last owner wrote may have gone to another replica than the one that answers us.
      await done(() => Promise.all(clickhouse.shards.map(shard => shard.catchUp())))
      const newest = await done(() => job.newestWritten({ generation, partition }))
      const { writtenAt = deps.now(), shards = 1 } = (extra ?? {}) as WrittenExtra
      const markerKept = deps.now() - writtenAt < markerKeptMs
      for (const [shard, written] of newest.entries()) {
        // Added since: nothing of this partition can be there yet.
        if (shard >= shards && written === undefined) continue
        const where = newest.length === 1 ? nameOf(partition) : `${nameOf(partition)} on shard ${shard + 1}`
        assertAgreement(where, { next, intent }, written, markerKept)
      }
      await done(() => job.opened(partition, { generation, next, extra }))
      const writer = createPartitionWriter(
        job,
        { generation, partition, position },
        {
          shards: clickhouse.shards,
          untilDone: done,
          now: deps.now,
          partitionsOwned: () => open.size,
          async processed(next) {
            deps.onRange(job.topic)
            await log.processed(job.topic, job.group, partition, next)
          },
          stopped: error => stopped(partition, error),
        },
      )
      open.set(partition, { writer, abort })
      readiness.set(nameOf(partition), { ok: true })
      settled()
      return next
    },
    async records(partition: number, records: readonly StoredRecord[]) {
      await open.get(partition)?.writer.add(records)
    },
    async closed(partition) {
      const entry = open.get(partition)
      open.delete(partition)
      readiness.set(nameOf(partition), { ok: true })
      entry?.abort.abort()
      await entry?.writer.close()
      await job.closed?.(partition)
    },
    failed: stopped,
  })
  const standingBy = new AbortController()
  await Promise.race([firstPartition, wait(standbyMs, undefined, { signal: standingBy.signal }).catch(() => {})])
  standingBy.abort()
  return consumer
}
