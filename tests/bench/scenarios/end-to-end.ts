// Question: does the whole platform hold 10,000 events/s on this machine, what does an event cost in each process, and how
//   much more does it hold?
// Scenario: 60 s of batches of 100 at 10,000 events/s, 2 % duplicates, 1 % bad events; after each round every accepted id is
//   stored exactly once. Then 2,500 events/s more each 20 s until a rate is not held. At the end metric points equal a
//   recount of the events, and every minute of the rounds is final in the ledger with nothing missing. Otherwise: void.
//   Memory is told along each round, its growth over the second half.
// Caveat: the sender runs on the same cores and takes its part of them (its CPU is shown); the rounds share one platform, so
//   later ones have fuller tables and caches.
import type { ClickHouse } from '@weir/clickhouse'
import { startTestPlatform, type TestPlatform } from '../../platform/platform.ts'
import { decidedAndAccepted, eventually } from '../../recovery/settle.ts'
import { ledger, recountMetrics } from '../../recovery/verify.ts'
import { assertStoredOnce, decidedSoFar } from '../account.ts'
import { findHighestRate } from '../highest-rate.ts'
import { offereeOf, offerLoad } from '../offered-load.ts'
import { type Bench, type Scenario, voidUnless } from '../scenario.ts'
import { median, percentile, slope } from '../statistics.ts'
import { watchMemory } from '../tree.ts'

const eventsPerSecond = 10_000
/** Of a round: when its memory is told. */
const shares = [0, 0.25, 0.5, 0.75, 1]

export const endToEnd: Scenario = {
  name: 'end-to-end',
  question: 'the whole platform under 10,000 events/s, and the highest rate it holds',
  async run(bench) {
    const platform = await startTestPlatform({ env: { WEIR_LOG_LEVEL: 'warn' } })
    const clickhouse = platform.clickhouse()
    try {
      for (let round = 0; round < bench.rounds; round++) await oneRound(bench, platform, clickhouse, round)
      const roundsEndedAt = Date.now()
      await findHighestRate(bench, platform, clickhouse, eventsPerSecond)
      await assertAccounted(bench, clickhouse, roundsEndedAt)
    } catch (error) {
      process.stderr.write(platform.output().slice(-5_000))
      throw error
    } finally {
      await clickhouse.close()
      await platform.dispose()
    }
  },
}

async function oneRound(bench: Bench, platform: TestPlatform, clickhouse: ClickHouse, round: number): Promise<void> {
  const seconds = bench.quick ? 10 : 60
  const runId = `round${round}`
  const memory = watchMemory(platform)
  const offered = await offerLoad(await offereeOf(platform), clickhouse, { eventsPerSecond, seconds, runId })
  const samples = await memory.stop()
  await assertStoredOnce(clickhouse, runId, offered.accepted)

  const { totals, lag, cpuUs, minutesFinalAfterS } = offered
  voidUnless(totals.unexpected.length === 0, `ingest answered ${totals.unexpected[0]}`)
  const behindS = lag.map(({ events }) => events / eventsPerSecond)
  const { sender, ...services } = cpuUs
  const whole = Object.values(services).reduce((sum, each) => sum + each, 0)
  bench.record('10,000 events/s', {
    'accepted/s': offered.acceptedPerSecond,
    'CPU µs/event': whole,
    'lag p50 s': median(behindS),
    'lag max s': percentile(behindS, 1),
    'settled s': offered.settledS,
    retries: totals.retries,
    ...(minutesFinalAfterS.length > 0 && { 'minute final after s': median(minutesFinalAfterS) }),
  })
  bench.record('CPU µs/event', { ...services, sender: sender ?? 0 })
  const secondHalf = samples.filter(({ at }) => at > seconds / 2 && at < seconds)
  const memoryAt = (share: number) => samples.findLast(({ at }) => at <= share * seconds) ?? samples[0]!
  bench.record('PSS MB', Object.fromEntries(shares.map(share => [`at ${share * 100} %`, memoryAt(share).total])))
  bench.record('anonymous MB', {
    ...Object.fromEntries(shares.map(share => [`at ${share * 100} %`, memoryAt(share).anonymous])),
    'growth MB/min': slope(secondHalf.map(({ at, anonymous }) => [at, anonymous] as const)) * 60,
  })
  bench.say(`round ${round + 1}: ${offered.accepted.size} events stored once, ${totals.rejectedEvents} refused`)
}

/** Everything sent so far, by the platform's own books and against them. */
async function assertAccounted(bench: Bench, clickhouse: ClickHouse, roundsEndedAt: number): Promise<void> {
  const { decided } = await eventually(
    () => decidedAndAccepted(clickhouse),
    ({ decided, accepted }) => decided === accepted,
    60_000,
  )
  const differences = await recountMetrics(clickhouse)
  voidUnless(differences.length === 0, `metric points differ from a recount: ${differences.slice(0, 3).join('; ')}`)
  await eventually(
    () => decidedSoFar(clickhouse),
    ({ finalUntilMs }) => finalUntilMs >= roundsEndedAt,
    240_000,
  )
  const books = await ledger(clickhouse)
  voidUnless(books.missing === 0 && books.quarantined === 0, `the ledger says ${JSON.stringify(books)}`)
  bench.note(
    `${decided.toLocaleString('en')} events accepted, each with one outcome; metric points equal a recount; ` +
      `${books.minutes} minutes final: ${books.stored.toLocaleString('en')} stored, ` +
      `${books.duplicate.toLocaleString('en')} duplicate, ${books.missing} missing`,
  )
}
