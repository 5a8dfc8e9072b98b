import type { ShardedClickHouse } from '@weir/clickhouse'
import { decodeIdentifiedBatch, type IdentifiedBatch } from '@weir/event'
import { groups, topics } from '@weir/event-log'
import { retrying } from '@weir/lifecycle'
import type { Logger } from '@weir/telemetry'
import { createIdIndex } from '../ids/id-index.ts'
import { createIdMemory, type IdMemory, rememberedDays } from '../ids/id-memory.ts'
import type { RangeJob } from '../range/job.ts'
import { newestMarker } from '../range/marker.ts'
import { findRefused } from './find-refused.ts'
import { type EventsExtra, type OutcomeCounts, type PlanDeps, planRange } from './plan.ts'

export interface EventsJobDeps extends Omit<PlanDeps, 'ids'> {
  clickhouse: ShardedClickHouse
  logger: Logger
  definitions(): string
  /** A range is done: its events, repeats of identity included, and their outcomes. */
  onDecided(events: number, outcomes: OutcomeCounts): void
}

/** Ids move to the index after this many, or at the next turn of the index timer. */
const indexEveryIds = 100_000
const indexEveryMs = 10_000

/** events.identified → weir_data.events, metric_points, event_outcomes. */
export function createEventsJob(deps: EventsJobDeps) {
  const { clickhouse, logger } = deps
  const ids = createIdIndex(clickhouse.shards)
  const memories = new Map<number, PartitionIds>()

  const job: RangeJob<IdentifiedBatch, EventsExtra> = {
    topic: topics.identified,
    group: groups.processor,
    limits: { events: 50_000, bytes: 32 << 20, ageMs: owned => 500 * Math.ceil(Math.max(1, owned) / 8) },
    decode(value) {
      const batch = decodeIdentifiedBatch(value)
      return { batch, events: batch.events.length, day: batch.day }
    },
    async opened(partition, { generation, next, extra }) {
      const memory = createIdMemory()
      const abort = new AbortController()
      // What the last owner left out of the index may be more than memory should hold: crashes may have followed each other
      // faster than the index timer. Only the open range, which may be in ClickHouse already, is read back.
      await ids.fill({ generation, partition, from: extra?.indexedTo ?? 0, to: next })
      await ids.readBack({ generation, partition, from: next }, memory)
      memories.set(partition, {
        memory,
        generation,
        indexedTo: next,
        done: next,
        day: extra?.day ?? 0,
        indexing: undefined,
        abort,
      })
      loadFilters(partition, memory, abort.signal)
    },
    async closed(partition) {
      const own = memories.get(partition)
      memories.delete(partition)
      own?.abort.abort()
      await own?.indexing
    },
    async plan(range, extra) {
      const own = memories.get(range.partition)!
      const plan = await planRange(range, extra, own.memory, { ...deps, ids })
      return {
        ...plan,
        extra: { ...plan.extra, indexedTo: own.indexedTo },
        done() {
          plan.done()
          own.done = range.intent.to
          own.day = plan.extra.day
          own.memory.forgetDaysBefore(own.day - rememberedDays - 1)
          deps.onDecided(
            range.records.reduce((sum, { batch }) => sum + batch.events.length, 0),
            plan.outcomes,
          )
          if (own.memory.freshCount() >= indexEveryIds) index(range.partition, own)
        },
      }
    },
    newestWritten: at =>
      Promise.all(clickhouse.shards.map(shard => newestMarker(shard, { ...at, topic: topics.identified }))),
    definitions: deps.definitions,
    findRefused: (_range, insert) => findRefused(clickhouse.shards[insert.shard]!, insert),
  }

  let loading: Promise<unknown> = Promise.resolve()

  /**
   * Millions of ids take many seconds, and a partition does not wait for them: until they are here ClickHouse is asked for
   * every id. One partition after the other, so that a worker that gets many leaves the engine to those who write.
   */
  function loadFilters(partition: number, memory: IdMemory, signal: AbortSignal): void {
    const loaded = memory.beginLoading()
    loading = loading
      .then(() => retrying(() => ids.loadFilters(partition, memory, signal), { signal }))
      .then(loaded)
      .catch(error => {
        if (!signal.aborted) logger.warn({ err: error, partition }, 'every id is looked up: filters cannot be loaded')
      })
  }

  /** Moves ids written up to now into weir_data.event_ids; what it could not move stays in memory. */
  function index(partition: number, own: PartitionIds): void {
    if (own.indexing || own.done <= own.indexedTo) return
    const to = own.done
    own.memory.beginRotation()
    own.indexing = ids
      .fill({ generation: own.generation, partition, from: own.indexedTo, to })
      .then(() => {
        own.indexedTo = to
        own.memory.endRotation()
      })
      .catch(error => {
        own.memory.cancelRotation()
        logger.warn({ err: error, partition }, 'ids are not indexed yet and stay in memory')
      })
      .finally(() => {
        own.indexing = undefined
      })
  }

  const timer = setInterval(() => {
    for (const [partition, own] of memories) index(partition, own)
  }, indexEveryMs)

  return {
    job,
    async stop(): Promise<void> {
      clearInterval(timer)
      for (const own of memories.values()) own.abort.abort()
      await loading
      await Promise.all([...memories.values()].map(own => own.indexing))
    },
    filterBytes: () => [...memories.values()].reduce((sum, own) => sum + own.memory.filterBytes(), 0),
    /** `oldest`: the UTC day every partition has reached. */
    dropDaysBefore: (oldest: number) => ids.dropDaysBefore(oldest - rememberedDays - 1),
  }
}

interface PartitionIds {
  memory: IdMemory
  /** Ends the loading of filters. */
  abort: AbortController
  generation: string
  indexedTo: number
  /** Offset below which every range is written. */
  done: number
  day: number
  indexing: Promise<void> | undefined
}
