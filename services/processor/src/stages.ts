import type { ShardedClickHouse } from '@weir/clickhouse'
import { type EventLog, groups, topics } from '@weir/event-log'
import type { Readiness } from '@weir/lifecycle'
import type { Secrets } from '@weir/privacy'
import type { Leases, Positions, StateStore } from '@weir/state-store'
import type { Logger, Metrics } from '@weir/telemetry'
import { consumeChanges } from './changes/consumer.ts'
import { createEventsJob } from './events/job.ts'
import type { EventsExtra } from './events/plan.ts'
import { createAcceptedJob } from './ledger/accepted-job.ts'
import { runFinality } from './ledger/finality.ts'
import { measure } from './measure.ts'
import type { Definitions } from './metrics/definitions.ts'
import { consumeRanges } from './range/range-consumer.ts'
import { createRejectedJob } from './rejected/job.ts'

export interface StageDeps {
  log: EventLog
  state: StateStore
  positions: Positions
  clickhouse: ShardedClickHouse
  readiness: Readiness
  logger: Logger
  metrics: Metrics
  secrets: Secrets
  definitions: Definitions
  leases: Leases
  holder: string
}

const tidyEveryMs = 600_000

/** Everything the processor does, in the order of the data: events, rejections, identity changes, the ledger. */
export async function createStages(deps: StageDeps) {
  const { log, state, positions, clickhouse, readiness, logger, metrics, definitions } = deps
  const now = Date.now
  const counted = measure(metrics)
  const rangeDeps = {
    log,
    state,
    positions,
    clickhouse: counted.timed(clickhouse),
    readiness,
    logger,
    now,
    onRange: counted.range,
  }

  const events = createEventsJob({
    ...deps,
    definitions: () => definitions.current,
    aggregatorOf: definitions.aggregatorOf,
    onDecided: counted.decided,
  })
  const rejected = createRejectedJob({
    ...deps,
    definitions: () => definitions.current,
    aggregatorOf: definitions.aggregatorOf,
  })
  const consumers = [
    await consumeRanges(events.job, rangeDeps),
    await consumeRanges(rejected, rangeDeps),
    await consumeChanges({ log, positions, clickhouse, readiness, logger }),
    await consumeRanges(createAcceptedJob(clickhouse), rangeDeps),
  ]
  const abort = new AbortController()
  const finality = runFinality({ ...deps, now, onMissing: counted.missing }, abort.signal).catch(error => {
    if (!abort.signal.aborted) logger.error({ err: error }, 'the ledger stopped')
  })
  const tidying = setInterval(
    () => void dropOldIds().catch(err => logger.warn({ err }, 'old ids stay for now')),
    tidyEveryMs,
  )

  /** A day of ids goes only when every partition of the topic is past it. */
  async function dropOldIds(): Promise<void> {
    const { generation, partitions } = await log.bounds(topics.identified)
    const reached = await positions.read({ group: groups.processor, topic: topics.identified, generation })
    const days = partitions.map((_, partition) => (reached.get(partition)?.extra as EventsExtra | undefined)?.day ?? 0)
    await events.dropDaysBefore(Math.min(...days))
  }

  return {
    async stop(): Promise<void> {
      clearInterval(tidying)
      abort.abort()
      await Promise.all(consumers.map(consumer => consumer.stop()))
      await events.stop()
      await finality
    },
  }
}
