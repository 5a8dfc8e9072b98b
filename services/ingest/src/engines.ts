import { registerHmac } from '@weir/credentials'
import { isWeirError, WeirError } from '@weir/errors'
import { assertHolds, type EventLog, groups, topics } from '@weir/event-log'
import { type Readiness, retrying } from '@weir/lifecycle'
import type { Secrets } from '@weir/privacy'
import { createPositions, ensureLogGeneration, type StateStore } from '@weir/state-store'
import type { Logger } from '@weir/telemetry'

/** What ingest has to know of the log before it can accept anything. */
export interface LogFacts {
  generation: string
  acceptedPartitions: number
  rejectedPartitions: number
}

export interface EnginesOptions {
  log: EventLog
  state: StateStore
  secrets: Secrets
  readiness: Readiness
  logger: Logger
  /** How long after a failure an engine is asked again, ms. */
  recheckMs?: number
}

export interface Engines {
  /** @throws WeirError LOG_UNAVAILABLE until the log was recognised. */
  facts(): LogFacts
  /** Tells readiness that a call to an engine failed; it is asked again until it answers. */
  failed(engine: 'log' | 'state', error: unknown): void
  /** @throws WeirError LOG_GENERATION_UNKNOWN, LOG_POSITION_INVALID, SECRET_MISMATCH: a log or secret that is not this installation's, or not its newest. */
  start(): Promise<void>
  stop(): void
}

/** Whose positions tell whether the log is all there. */
const readers = [
  [topics.accepted, groups.identity],
  [topics.accepted, groups.ledger],
  [topics.rejected, groups.processor],
] as const

/**
 * The engines ingest stands on. A wrong log or secret stops the start; an engine that is down does not: the process
 * serves 503 and its probes, and goes on by itself when the engine is back.
 */
export function createEngines({ log, state, secrets, readiness, logger, recheckMs = 2_000 }: EnginesOptions): Engines {
  const stopped = new AbortController()
  const rechecks = new Map<string, NodeJS.Timeout>()
  let facts: LogFacts | undefined

  async function recognise(): Promise<void> {
    await registerHmac(state, secrets)
    const [accepted, rejected] = await Promise.all([log.bounds(topics.accepted), log.bounds(topics.rejected)])
    await ensureLogGeneration(state, accepted.generation)
    const { generation } = accepted
    for (const [topic, group] of readers) {
      await assertHolds(log, topic, await createPositions(state).read({ group, topic, generation }))
    }
    facts = {
      generation: accepted.generation,
      acceptedPartitions: accepted.partitions.length,
      rejectedPartitions: rejected.partitions.length,
    }
    readiness.set('log', { ok: true })
    readiness.set('state', { ok: true })
  }

  function isDown(error: unknown): void {
    readiness.set(isWeirError(error, 'STATE_UNAVAILABLE') ? 'state' : 'log', { ok: false, reason: reasonOf(error) })
    logger.warn({ err: error }, 'an engine is down')
  }

  async function recognisePatiently(): Promise<void> {
    try {
      await retrying(recognise, { signal: stopped.signal, onWait: isDown })
    } catch (error) {
      if (stopped.signal.aborted) return
      readiness.set('log', { ok: false, reason: reasonOf(error) })
      logger.fatal({ err: error }, 'nothing will be accepted')
    }
  }

  const ask = { log: () => log.bounds(topics.accepted), state: () => state.get('installation', 'hmac') }

  return {
    facts() {
      if (facts) return facts
      throw new WeirError('LOG_UNAVAILABLE', 'the event log has not been recognised yet')
    },
    failed(engine, error) {
      readiness.set(engine, { ok: false, reason: reasonOf(error) })
      if (rechecks.has(engine) || stopped.signal.aborted) return
      const recheck = () =>
        ask[engine]().then(
          () => readiness.set(engine, { ok: true }),
          (still: unknown) => this.failed(engine, still),
        )
      rechecks.set(
        engine,
        setTimeout(() => {
          rechecks.delete(engine)
          void recheck()
        }, recheckMs),
      )
    },
    async start() {
      try {
        await recognise()
      } catch (error) {
        if (!isWeirError(error) || !error.retryable) throw error
        isDown(error)
        void recognisePatiently()
      }
    },
    stop() {
      stopped.abort()
      for (const timer of rechecks.values()) clearTimeout(timer)
    },
  }
}

const reasonOf = (error: unknown) => (isWeirError(error) ? `${error.code}: ${error.message}` : 'unexpected failure')
