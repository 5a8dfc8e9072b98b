import { setTimeout as wait } from 'node:timers/promises'
import type { ClickHouse } from '@weir/clickhouse'
import { type EventLog, groups, topics } from '@weir/event-log'
import type { Policy } from '@weir/identity-rules'
import { type Readiness, retrying } from '@weir/lifecycle'
import type { Secrets } from '@weir/privacy'
import type { Leases, Positions } from '@weir/state-store'
import type { Logger } from '@weir/telemetry'
import { startRelay } from '../changes/relay.ts'
import { createHighWater } from '../mark/high-water.ts'
import type { IdentityMetrics } from '../metrics.ts'
import { createPipeline, type PipelineParts } from '../pipeline.ts'
import { priorities } from '../resolve/anchor.ts'
import { createResolver } from '../resolve/resolver.ts'
import type { IdentityStore } from '../store/identity-store.ts'
import { createPartitionHandler } from './partition-handler.ts'

export interface WorkParts {
  log: EventLog
  store: IdentityStore
  positions: Positions
  leases: Leases
  clickhouse: Pick<ClickHouse, 'query' | 'insert'>
  secrets: Secrets
  policy: Policy
  readiness: Readiness
  logger: Logger
  metrics: IdentityMetrics
  /** Names this process among those that may lead. */
  holder: string
  cacheEntries: number
  timing?: Partial<Timing>
}

export interface Timing {
  leaseTtlMs: number
  markIntervalMs: number
  positionIntervalMs: number
  relayIntervalMs: number
  /** After a failure that waiting alone does not mend. */
  againMs: number
}

const timingDefaults: Timing = {
  leaseTtlMs: 5_000,
  markIntervalMs: 10_000,
  positionIntervalMs: 100,
  relayIntervalMs: 50,
  againMs: 5_000,
}

/**
 * Identity as long as this process may be it: waits for the lease where the store has one writer, proves that the state
 * is the newest, then reads. A lost lease, or a failure, ends the term and begins to wait anew; the process stays up.
 */
export function createIdentityWork(parts: WorkParts) {
  const { log, store, positions, leases, readiness, logger, metrics, holder } = parts
  const timing = { ...timingDefaults, ...parts.timing }
  const stopping = new AbortController()
  let working: Promise<void> | undefined

  const insist: PipelineParts['insist'] = async (doing, run, signal) => {
    let waited = false
    const onWait = (error: Error, delayMs: number) => {
      if (!waited) logger.warn({ err: error, delayMs }, `${doing}: waiting`)
      waited = true
      readiness.set(doing, { ok: false, reason: error.message })
    }
    try {
      return await retrying(run, { signal, firstDelayMs: 50, onWait })
    } finally {
      if (waited) readiness.set(doing, { ok: true })
    }
  }

  async function term(signal: AbortSignal): Promise<void> {
    const highWater = createHighWater({
      ...{ store, logger, clickhouse: parts.clickhouse, intervalMs: timing.markIntervalMs },
      report: state => readiness.set('identity-state', state),
    })
    await highWater.prove(signal)
    const [accepted, identified, changes] = await insist(
      'the event log',
      () => Promise.all([topics.accepted, topics.identified, topics.changes].map(topic => log.bounds(topic))),
      signal,
    )
    const ended = new AbortController()
    const relay = startRelay({
      ...{ store, log, insist, partitions: changes!.partitions.length, intervalMs: timing.relayIntervalMs },
      onFailure: error => ended.abort(error),
    })
    const resolver = createResolver({
      apply: (facts, until) => insist('identity-state', () => store.apply(facts), until),
      priorityOf: priorities(parts.policy),
      cacheEntries: parts.cacheEntries,
      observe(applied) {
        metrics.applied(applied)
        if (applied.changes.length > 0) relay.wake()
      },
    })
    const { generation } = accepted!
    const pipeline = { resolver, log, secrets: parts.secrets, generation, insist }
    const identify = createPipeline({ ...pipeline, partitions: identified!.partitions.length })
    const handler = createPartitionHandler({
      ...{ identify, store, log, positions, generation, insist, readiness, logger },
      positionIntervalMs: timing.positionIntervalMs,
      observe: metrics.batch,
    })
    const consumer = await log.consume(topics.accepted, groups.identity, handler)
    const marking = highWater.keep(AbortSignal.any([signal, ended.signal]))
    try {
      await aborted(AbortSignal.any([signal, ended.signal]))
      if (ended.signal.aborted) throw ended.signal.reason
    } finally {
      await consumer.stop()
      await relay.stop()
      ended.abort()
      await marking
    }
  }

  async function lead(): Promise<void> {
    if (!store.exclusive) return term(stopping.signal)
    readiness.set('identity-state', { ok: false, reason: 'standing by: another process may hold the lease' })
    const lease = await insist(
      'the lease of identity',
      () => leases.acquire('identity', { holder, ttlMs: timing.leaseTtlMs, signal: stopping.signal }),
      stopping.signal,
    )
    try {
      await insist('identity-state', () => store.claim(lease.epoch), AbortSignal.any([stopping.signal, lease.lost]))
      metrics.leading(true)
      logger.info({ epoch: lease.epoch }, 'leading')
      await term(AbortSignal.any([stopping.signal, lease.lost]))
    } finally {
      metrics.leading(false)
      await lease.release()
    }
  }

  async function work(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await lead()
      } catch (error) {
        if (stopping.signal.aborted) return
        logger.error({ err: error }, 'identity stopped working; trying again')
        readiness.set('identity-state', { ok: false, reason: (error as Error).message })
        await wait(timing.againMs, undefined, { signal: stopping.signal }).catch(() => {})
      }
    }
  }

  return {
    start(): void {
      working = work()
    },
    async stop(): Promise<void> {
      stopping.abort()
      await working
    },
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
