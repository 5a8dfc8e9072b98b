import { setTimeout as wait } from 'node:timers/promises'
import type { ClickHouse } from '@weir/clickhouse'
import { type EventLog, groups, type Topic, topics } from '@weir/event-log'
import type { Json, Lease, Leases, Positions, StateStore } from '@weir/state-store'
import type { Logger } from '@weir/telemetry'
import { type UnbalancedMinute, writeMinuteLines } from './minute-lines.ts'

const minuteMs = 60_000
const stepMs = 2_000
/** An event is appended within this time of its `receivedAt`, unless the machine sleeps. */
const settleMs = 60_000
/** Minutes that were final before are counted again this far back, in case something arrived late. */
const recountMinutes = 15

export interface FinalityDeps {
  log: EventLog
  positions: Positions
  state: StateStore
  clickhouse: ClickHouse
  logger: Logger
  now(): number
  onMissing(missing: number): void
}

/**
 * Makes the ledger's minutes final, in two steps (docs/guarantees.md): end offsets of events.accepted read at least a
 * minute after its end must be passed by `ledger` and identity; then the ends of events.identified read after that
 * must be passed by the processor. Only then is every accepted event of the minute decided.
 */
export function createFinality({ log, positions, state, clickhouse, logger, now, onMissing }: FinalityDeps) {
  let waitingFor:
    | { finalBeforeMs: number; topic: Topic; ends: readonly number[]; groups: readonly string[] }
    | undefined
  /** Minutes that did not balance in the last round. */
  let doubtful = new Set<string>()

  async function passed(topic: Topic, group: string, ends: readonly number[]): Promise<boolean> {
    const { generation } = await log.bounds(topic)
    const reached = await positions.read({ group, topic, generation })
    return ends.every((end, partition) => (reached.get(partition)?.next ?? 0) >= end)
  }

  const endsOf = async (topic: Topic) => (await log.bounds(topic)).partitions.map(({ end }) => end)

  async function finalSince(): Promise<number | undefined> {
    const stored = await state.get<{ finalBeforeMs: number }>('ledger', 'final')
    return stored?.value.finalBeforeMs
  }

  /** One step; call it every second or so. Returns the Unix ms before which every minute is now final. */
  async function step(lease: Pick<Lease, 'fence'>): Promise<number | undefined> {
    waitingFor ??= {
      finalBeforeMs: Math.floor((now() - settleMs) / minuteMs) * minuteMs,
      topic: topics.accepted,
      ends: await endsOf(topics.accepted),
      groups: [groups.ledger, groups.identity],
    }
    const { topic, ends, finalBeforeMs } = waitingFor
    for (const group of waitingFor.groups) if (!(await passed(topic, group, ends))) return undefined
    if (topic === topics.accepted) {
      waitingFor = {
        finalBeforeMs,
        topic: topics.identified,
        ends: await endsOf(topics.identified),
        groups: [groups.processor],
      }
      return undefined
    }
    waitingFor = undefined
    const since = await finalSince()
    if (since !== undefined && since >= finalBeforeMs) return since
    const recountFrom = since === undefined ? 0 : since - recountMinutes * minuteMs
    const unbalanced = await writeMinuteLines(clickhouse, { fromMs: recountFrom, toMs: finalBeforeMs, nowMs: now() })
    // An event appended more than `settleMs` after its minute (the machine slept in between) may just now be counted on one
    // side only. The next round waits for it on both sides: what does not balance then is no latecomer.
    const nameOf = ({ tenant, minute }: UnbalancedMinute) => `${minute} ${tenant}`
    const broken = unbalanced.filter(line => doubtful.has(nameOf(line)))
    const inDoubt = unbalanced.filter(line => !doubtful.has(nameOf(line)))
    doubtful = new Set(unbalanced.map(nameOf))
    onMissing(broken.reduce((sum, { accepted, decided }) => sum + Math.abs(Number(accepted) - Number(decided)), 0))
    if (inDoubt.length > 0)
      logger.warn({ unbalanced: inDoubt, finalBeforeMs }, 'minutes of the ledger are counted once more')
    if (broken.length > 0) logger.error({ unbalanced: broken, finalBeforeMs }, 'the ledger does not balance')
    await state.transact([lease.fence, { put: 'ledger', key: 'final', value: { finalBeforeMs } as Json }])
    return finalBeforeMs
  }

  return { step }
}

/** Runs finality in one process at a time. */
export async function runFinality(
  deps: FinalityDeps & { leases: Leases; holder: string },
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await holdFinality(deps, signal)
    } catch (error) {
      if (signal.aborted) return
      // The state store is away: the lease is lost, and asked for again.
      deps.logger.warn({ err: error }, 'the ledger waits')
      await wait(stepMs, undefined, { signal }).catch(() => {})
    }
  }
}

async function holdFinality(
  deps: FinalityDeps & { leases: Leases; holder: string },
  signal: AbortSignal,
): Promise<void> {
  const lease = await deps.leases.acquire('ledger-finality', { holder: deps.holder, ttlMs: 5_000, signal })
  const finality = createFinality(deps)
  while (!signal.aborted && !lease.lost.aborted) {
    await finality.step(lease).catch(error => deps.logger.warn({ err: error }, 'the ledger waits'))
    await wait(stepMs, undefined, { signal }).catch(() => {})
  }
  await lease.release()
}
