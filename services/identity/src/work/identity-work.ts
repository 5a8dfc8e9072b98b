import { setTimeout as wait } from 'node:timers/promises'
import type { ClickHouse } from '@weir/clickhouse'
import type { EventLog } from '@weir/event-log'
import type { Policy } from '@weir/identity-rules'
import { type Readiness, retrying } from '@weir/lifecycle'
import type { Secrets } from '@weir/privacy'
import type { Leases, Positions } from '@weir/state-store'
import type { Logger } from '@weir/telemetry'
import type { IdentityMetrics } from '../metrics.ts'
import type { PipelineParts } from '../pipeline.ts'
import type { IdentityStore } from '../store/identity-store.ts'
import { runTerm } from './term.ts'

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
  /** Between two looks at an outbox that other processes fill as well. */
  relayPollMs: number
  /** How long a process goes on with the OneID it has heard of a key, where others merge too. */
  oneIdMaxAgeMs: number
  /** After a failure that waiting alone does not mend. */
  againMs: number
}

/** Of processes that write side by side; a higher one, claimed by whoever must have the state alone, shuts them all out. */
const sharedEpoch = 1

const timingDefaults: Timing = {
  leaseTtlMs: 5_000,
  markIntervalMs: 10_000,
  positionIntervalMs: 100,
  relayIntervalMs: 50,
  relayPollMs: 200,
  oneIdMaxAgeMs: 3_600_000,
  againMs: 5_000,
}

/**
 * Identity as long as this process may be it: waits for the lease where the store has one writer, proves that the state
 * is the newest, then reads its partitions. A lost lease, or a failure, ends the term and begins to wait anew; the process stays up.
 */
export function createIdentityWork(parts: WorkParts) {
  const { store, leases, readiness, logger, metrics, holder } = parts
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

  const term = (signal: AbortSignal) => runTerm({ ...parts, timing, insist }, signal)

  async function lead(): Promise<void> {
    if (!store.exclusive) return share()
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

  /** Beside other processes: which partitions are whose the log decides, and the epochs of their positions keep it so. */
  async function share(): Promise<void> {
    await insist('identity-state', () => store.claim(sharedEpoch), stopping.signal)
    metrics.leading(true)
    try {
      await term(stopping.signal)
    } finally {
      metrics.leading(false)
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
