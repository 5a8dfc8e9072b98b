import { setTimeout as wait } from 'node:timers/promises'
import type { ClickHouse } from '@weir/clickhouse'
import type { CredentialsFile } from '@weir/credentials'
import { expect } from 'vitest'
import { apiOf } from '../platform/api.ts'
import { createLoad } from '../platform/load.ts'
import { startReceiver } from '../platform/receiver.ts'
import { breakChannels, pagesArrived, paymentRule } from './pages.ts'
import { allDecided, eventually } from './settle.ts'
import { ledger, peopleApart, recountMetrics, storedOnce } from './verify.ts'

const leastEvents = 45_000

/** A running platform, on whatever engines. */
export interface Subject {
  credentials(): Promise<CredentialsFile>
  /** Where the next request goes. */
  ingestUrl(): string
  clickhouse(): ClickHouse
  /** What its processes said last. */
  output(): string
  /** In order, as Ctrl-C does it. */
  stop(): Promise<unknown>
}

export interface RecoveryRun {
  subject: Subject
  eventsPerSecond: number
  /** Requests under way at once, at most. */
  concurrency?: number
  seed: number
  /** Alert episodes without which the run has not shown what it should. */
  leastEpisodes: number
  /** Does its worst while load runs; resolves with what it did, in order. */
  breakThings(random: () => number): Promise<readonly string[]>
}

/**
 * Load, faults at random, then the account: every accepted event stored exactly once, metric points equal to a recount,
 * every person one OneID, every minute of the ledger final and balanced, every page arrived.
 */
export async function recoveryRun(run: RecoveryRun): Promise<void> {
  const { subject, eventsPerSecond, concurrency, seed, leastEpisodes, breakThings } = run
  const receiver = await startReceiver()
  const sending = new AbortController()
  try {
    const { writeKey } = await subject.credentials()
    const load = createLoad({
      writeKey,
      ingestUrl: subject.ingestUrl,
      eventsPerSecond,
      ...(concurrency !== undefined && { concurrency }),
      batchSize: 100,
      duplicates: 0.02,
      bad: 0.01,
      runId: `r${seed}`,
      signal: sending.signal,
    })
    const api = await apiOf(subject)
    expect((await api.manage('POST', '/v1/alerts/channels', receiver.webhookChannel('phone'))).status).toBe(201)
    expect((await api.manage('POST', '/v1/alerts/rules', paymentRule)).status).toBe(201)
    const running = load.run()
    const outages = breakChannels(load, sending.signal)
    const done = await breakThings(randomFrom(seed))
    // So many that each person came together under all names, also where a slow machine was down most of the time.
    while (load.accepted.size < leastEvents) await wait(200)
    sending.abort()
    await Promise.all([running, outages])
    report('faults', done.join(', '))
    report('load', JSON.stringify({ ...load.totals, accepted: load.accepted.size }))

    expect(load.totals.unexpected).toEqual([])
    const clickhouse = subject.clickhouse()
    await allDecided(clickhouse, load.accepted.size)
    const once = await storedOnce(clickhouse, load.accepted)
    expect(once).toEqual({ stored: load.accepted.size, lost: [], doubled: [], unasked: [] })
    expect(await recountMetrics(clickhouse)).toEqual([])
    const people = await eventually(
      () => peopleApart(clickhouse),
      ({ split, mixed }) => split.length === 0 && mixed.length === 0,
      300_000,
    )
    report('people', `${people.count} persons, each one OneID`)

    // Minutes become final one by one, and a late arrival reopens one.
    const lines = await eventually(
      () => ledger(clickhouse),
      ({ stored }) => stored === load.accepted.size,
      300_000,
    )
    report('ledger', JSON.stringify(lines))
    expect(lines).toMatchObject({ missing: 0, quarantined: 0, suppressed: 0 })
    expect(lines.accepted).toBe(lines.stored + lines.duplicate)
    report('pages', await pagesArrived(api, receiver, leastEpisodes))
    await clickhouse.close()
  } catch (error) {
    process.stderr.write(subject.output().slice(-20_000))
    throw error
  } finally {
    sending.abort()
    await receiver.stop()
  }
}

export const report = (what: string, text: string) => process.stderr.write(`recovery: ${what}: ${text}\n`)

/** Small deterministic generator, so that a failing run can be had again by its seed. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
}
