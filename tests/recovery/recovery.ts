import { expect } from 'vitest'
import { apiOf } from '../platform/api.ts'
import { createLoad } from '../platform/load.ts'
import { startTestPlatform } from '../platform/platform.ts'
import { startReceiver } from '../platform/receiver.ts'
import { type KillPlan, killAtRandom } from './kills.ts'
import { breakChannels, pagesArrived, paymentRule } from './pages.ts'
import { decidedAndAccepted, eventually } from './settle.ts'
import { ledger, recountMetrics, storedOnce } from './verify.ts'

export interface RecoveryRun {
  eventsPerSecond: number
  plan: Omit<KillPlan, 'random'>
  seed: number
}

/**
 * Load, kills at random, then the account: every accepted event stored exactly once, metric points equal to a recount,
 * every minute of the ledger final and balanced.
 */
export async function recoveryRun({ eventsPerSecond, plan, seed }: RecoveryRun): Promise<void> {
  const platform = await startTestPlatform({ env: { WEIR_LOG_LEVEL: 'warn' } })
  const receiver = await startReceiver()
  try {
    const { writeKey } = await platform.credentials()
    const sending = new AbortController()
    const load = createLoad({
      writeKey,
      ingestUrl: () => platform.urls().ingestUrl,
      eventsPerSecond,
      batchSize: 100,
      duplicates: 0.02,
      bad: 0.01,
      runId: `r${seed}`,
      signal: sending.signal,
    })
    const api = await apiOf(platform)
    expect((await api.manage('POST', '/v1/alerts/channels', receiver.webhookChannel('phone'))).status).toBe(201)
    expect((await api.manage('POST', '/v1/alerts/rules', paymentRule)).status).toBe(201)
    const running = load.run()
    const outages = breakChannels(load, sending.signal)
    const killed = await killAtRandom(platform, { ...plan, random: randomFrom(seed) })
    const lastEventAt = Date.now()
    sending.abort()
    await Promise.all([running, outages])
    report('killed', killed.join(', '))
    report('load', JSON.stringify({ ...load.totals, accepted: load.accepted.size }))

    expect(load.totals.unexpected).toEqual([])
    const clickhouse = platform.clickhouse()
    await eventually(
      () => decidedAndAccepted(clickhouse),
      ({ decided, accepted }) => decided === accepted && accepted >= load.accepted.size,
      120_000,
    )
    const once = await storedOnce(clickhouse, load.accepted)
    expect(once).toEqual({ stored: load.accepted.size, lost: [], doubled: [], unasked: [] })
    expect(await recountMetrics(clickhouse)).toEqual([])

    const lines = await eventually(
      async () => {
        const [row] = await clickhouse.query<{ newest: string }>(
          'SELECT toUnixTimestamp(max(minute)) AS newest FROM weir.ledger',
        )
        return Number(row?.newest) * 1_000
      },
      newest => newest >= Math.floor(lastEventAt / 60_000) * 60_000,
      240_000,
    ).then(() => ledger(clickhouse))
    report('ledger', JSON.stringify(lines))
    expect(lines).toMatchObject({ missing: 0, stored: load.accepted.size, quarantined: 0, suppressed: 0 })
    expect(lines.accepted).toBe(lines.stored + lines.duplicate)
    report('pages', await pagesArrived(api, receiver))
    await clickhouse.close()
    expect(await platform.stop()).toBe(0)
  } catch (error) {
    process.stderr.write(platform.output().slice(-20_000))
    throw error
  } finally {
    await receiver.stop()
    await platform.dispose()
  }
}

const report = (what: string, text: string) => process.stderr.write(`recovery: ${what}: ${text}\n`)

/** Small deterministic generator, so that a failing run can be had again by its seed. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
}
