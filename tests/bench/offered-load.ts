import { setTimeout as wait } from 'node:timers/promises'
import type { ClickHouse } from '@weir/clickhouse'
import type { TestPlatform } from '../platform/platform.ts'
import { decidedSoFar } from './account.ts'
import { type Door, startLoad } from './background.ts'
import { type Costly, cpuWatch } from './process-cost.ts'
import { treeOf } from './tree.ts'

/** Accepted events without an outcome yet, a second's worth each. */
export interface LagSample {
  /** Seconds since the load began. */
  at: number
  events: number
}

/** What takes the load, and the processes whose CPU is counted. */
export interface Offeree extends Door {
  processes(): ReadonlyMap<string, Costly>
}

export async function offereeOf(platform: TestPlatform): Promise<Offeree> {
  const { writeKey } = await platform.credentials()
  return { writeKey, ingestUrl: () => platform.urls().ingestUrl, processes: () => treeOf(platform) }
}

const longestSettleMs = 120_000

/**
 * Offers a load for some seconds and watches what the platform does with it, until every accepted event has its outcome.
 * Leaves the proof that they are the right ones to the caller.
 */
export async function offerLoad(
  target: Offeree,
  clickhouse: ClickHouse,
  { eventsPerSecond, seconds, runId }: { eventsPerSecond: number; seconds: number; runId: string },
) {
  const before = (await decidedSoFar(clickhouse)).decided
  const watched = cpuWatch(new Map<string, Costly>([...target.processes(), ['sender', process.pid]]))
  const background = startLoad(target, eventsPerSecond, runId)
  const { totals, accepted } = background.load
  const startedAt = performance.now()
  const sinceStart = () => (performance.now() - startedAt) / 1_000
  const lag: LagSample[] = []
  const minutesFinalAfterS: number[] = []
  let finalUntilMs = 0

  async function look(): Promise<number> {
    // Asked for before, so that nothing accepted meanwhile looks late.
    const soFar = totals.acceptedEvents
    const seen = await decidedSoFar(clickhouse)
    if (finalUntilMs !== 0 && seen.finalUntilMs > finalUntilMs)
      minutesFinalAfterS.push((Date.now() - seen.finalUntilMs) / 1_000)
    finalUntilMs = seen.finalUntilMs
    return Math.max(0, soFar - (seen.decided - before))
  }

  while (sinceStart() < seconds) {
    await wait(1_000)
    lag.push({ at: sinceStart(), events: await look() })
  }
  const { cpu, seconds: watchedSeconds } = watched()
  const acceptedMeanwhile = totals.acceptedEvents
  await background.stop()
  const endedAt = performance.now()
  while ((await look()) > 0) {
    if (performance.now() - endedAt > longestSettleMs) throw new Error('accepted events never got an outcome')
    await wait(100)
  }
  return {
    totals,
    /** Ids, each once. */
    accepted,
    lag,
    minutesFinalAfterS,
    acceptedPerSecond: acceptedMeanwhile / watchedSeconds,
    /** Until the last accepted event had its outcome, seconds after the end of the load. */
    settledS: (performance.now() - endedAt) / 1_000,
    /** CPU microseconds for each accepted event, by process. */
    cpuUs: Object.fromEntries([...cpu].map(([name, seconds]) => [name, (seconds * 1e6) / acceptedMeanwhile])),
  }
}

export type Offered = Awaited<ReturnType<typeof offerLoad>>
