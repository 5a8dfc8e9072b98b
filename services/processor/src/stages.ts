import type { ClickHouse } from '@weir/clickhouse'
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
import type { Definitions } from './metrics/definitions.ts'
import { consumeRanges } from './range/range-consumer.ts'
import { createRejectedJob } from './rejected/job.ts'

export interface StageDeps {
  log: EventLog
  state: StateStore
  positions: Positions
  clickhouse: ClickHouse
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
  const { log, positions, clickhouse, readiness, logger, metrics, definitions } = deps
  const now = Date.now
  const ranges = metrics.counter({ name: 'weir_ranges_total', help: 'Ranges written.', labels: ['topic'] })
  const decided = metrics.counter({
    name: 'weir_events_decided_total',
    help: 'Accepted events given an outcome, repeats included.',
  })
  const missing = metrics.gauge({
    name: 'weir_ledger_missing_events',
    help: 'Accepted events of final minutes without an outcome; 0 unless something is broken.',
  })
  const rangeDeps = {
    log,
    positions,
    clickhouse,
    readiness,
    logger,
    now,
    onRange: (topic: string) => ranges.inc({ topic }),
  }

  const events = createEventsJob({
    ...deps,
    definitions: () => definitions.current,
    aggregatorOf: definitions.aggregatorOf,
    onDecided: count => decided.inc(count),
  })
  const rejected = createRejectedJob({
    ...deps,
    definitions: () => definitions.current,
    aggregatorOf: definitions.aggregatorOf,
  })
  const consumers = [
    await consumeRanges(events.job, rangeDeps),
    await consumeRanges(rejected, rangeDeps),
    await consumeChanges({ log, positions, clickhouse }),
    await consumeRanges(createAcceptedJob(clickhouse), rangeDeps),
  ]
  const abort = new AbortController()
  const finality = runFinality({ ...deps, now, onMissing: count => missing.set(count) }, abort.signal).catch(error => {
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
