import { setTimeout as wait } from 'node:timers/promises'
import { isWeirError } from '@weir/errors'
import type { Readiness } from '@weir/lifecycle'
import type { Lease, Leases, StateStore } from '@weir/state-store'
import type { Logger } from '@weir/telemetry'
import type { Evaluator } from './evaluator.ts'
import type { Health } from './health.ts'

export interface LeaderOptions {
  leases: Leases
  state: StateStore
  holder: string
  readiness: Readiness
  log: Logger
  now: () => number
  createEvaluator(lease: Lease, lastLookAt: number | undefined): Promise<Evaluator>
  health: Health
  /** Told how long each look took, seconds. */
  onLook(seconds: number): void
}

const leaseName = 'alerts'
const ttlMs = 5_000
const everyMs = 1_000
/** How often the time of the last look is written down, for whoever leads next. */
const markEveryMs = 5_000
const ready = { ok: true } as const
const mark = { collection: 'alert_evaluator', key: 'last_look' }

/** One instance evaluates, the others wait for its lease. */
export function createLeader(options: LeaderOptions) {
  const { leases, state, holder, readiness, log, now, health, createEvaluator, onLook } = options
  const stopping = new AbortController()
  let loop: Promise<void> | undefined

  async function lead(lease: Lease): Promise<void> {
    const last = await state.get<number>(mark.collection, mark.key)
    const evaluator = await createEvaluator(lease, last?.value)
    let markedAt = Number.NEGATIVE_INFINITY
    while (!stopping.signal.aborted && !lease.lost.aborted) {
      const at = await nextSecond()
      if (at === undefined) return
      const began = performance.now()
      await evaluator.look(at)
      onLook((performance.now() - began) / 1_000)
      const [fault] = health.faults()
      readiness.set(
        'evaluator',
        fault ? { ok: false, reason: `${fault.metric}: ${fault.error}`, since: fault.since } : ready,
      )
      if (at - markedAt < markEveryMs) continue
      await state.transact([lease.fence, { put: mark.collection, key: mark.key, value: at }])
      markedAt = at
    }
  }

  /** The whole second just begun; a look that takes longer than a second skips some. */
  async function nextSecond(): Promise<number | undefined> {
    const at = (Math.floor(now() / everyMs) + 1) * everyMs
    try {
      while (now() < at) await wait(at - now(), undefined, { signal: stopping.signal })
    } catch {
      return undefined
    }
    return at
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      let lease: Lease | undefined
      try {
        lease = await leases.acquire(leaseName, { holder, ttlMs, signal: stopping.signal })
        log.info({ epoch: lease.epoch }, 'evaluating the rules')
        await lead(lease)
      } catch (error) {
        if (stopping.signal.aborted) break
        readiness.set('evaluator', { ok: false, reason: (error as Error).message })
        if (isWeirError(error)) log.warn({ err: error }, 'the evaluation is interrupted')
        else log.error({ err: error }, 'the evaluation failed')
        await wait(everyMs, undefined, { signal: stopping.signal }).catch(() => {})
      } finally {
        await lease?.release().catch(() => {})
      }
    }
  }

  return {
    start() {
      // A standby is as ready as the leader.
      readiness.set('evaluator', ready)
      loop = run()
    },
    async stop() {
      stopping.abort()
      await loop
    },
  }
}
