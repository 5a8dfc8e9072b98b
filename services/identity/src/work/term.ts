import { type Consumer, groups, topics } from '@weir/event-log'
import { startRelay } from '../changes/relay.ts'
import { startSharedRelay } from '../changes/shared-relay.ts'
import { createHighWater } from '../mark/high-water.ts'
import { createPipeline, type PipelineParts } from '../pipeline.ts'
import { priorities } from '../resolve/anchor.ts'
import { createResolver } from '../resolve/resolver.ts'
import { aborted } from './aborted.ts'
import type { Timing, WorkParts } from './identity-work.ts'
import { createPartitionHandler } from './partition-handler.ts'

export type TermParts = Omit<WorkParts, 'timing'> & { timing: Timing; insist: PipelineParts['insist'] }

/**
 * Identity from the proof that its state is the newest until the signal aborts: then everything it started has ended.
 * @throws what made going on impossible.
 */
export async function runTerm(parts: TermParts, signal: AbortSignal): Promise<void> {
  const { log, store, positions, policy, readiness, logger, metrics, secrets, timing, insist } = parts
  const highWater = createHighWater({
    ...{ store, logger, clickhouse: parts.clickhouse, intervalMs: timing.markIntervalMs },
    report: state => readiness.set('identity-state', state),
  })
  await highWater.prove(signal)

  const bounds = (topic: (typeof topics)[keyof typeof topics]) => insist(topic, () => log.bounds(topic), signal)
  const { generation } = await bounds(topics.accepted)
  const partitions = (await bounds(topics.identified)).partitions.length
  const changePartitions = (await bounds(topics.changes)).partitions.length

  const failed = new AbortController()
  const ended = AbortSignal.any([signal, failed.signal])
  const relaying = {
    ...{ store, log, insist, partitions: changePartitions, intervalMs: timing.relayIntervalMs },
    onFailure: (error: unknown) => failed.abort(error),
  }
  const { leases, holder } = parts
  const sharing = { leases, holder, leaseTtlMs: timing.leaseTtlMs, pollMs: timing.relayPollMs }
  const relay = store.exclusive ? startRelay(relaying) : startSharedRelay({ ...relaying, ...sharing })
  const resolver = createResolver({
    apply: (facts, until) => insist('identity-state', () => store.apply(facts), until),
    priorityOf: priorities(policy),
    cacheEntries: parts.cacheEntries,
    // The only writer hears of every change.
    oneIdMaxAgeMs: store.exclusive ? Number.POSITIVE_INFINITY : timing.oneIdMaxAgeMs,
    observe(applied) {
      metrics.applied(applied)
      if (applied.changes.length > 0) relay.wake()
    },
  })
  const handler = createPartitionHandler({
    ...{ store, log, positions, generation, insist, readiness, logger },
    identify: createPipeline({ resolver, log, secrets, generation, partitions, insist }),
    positionIntervalMs: timing.positionIntervalMs,
    observe: metrics.batch,
  })
  const marking = highWater.keep(ended)
  let consumer: Consumer | undefined
  try {
    consumer = await insist(topics.accepted, () => log.consume(topics.accepted, groups.identity, handler), ended)
    await aborted(ended)
    if (failed.signal.aborted) throw failed.signal.reason
  } finally {
    await consumer?.stop()
    await relay.stop()
    failed.abort()
    await marking
  }
}
