// Question: what does an event cost in each stage and engine on Kafka, PostgreSQL and a ClickHouse endpoint, does the whole
//   hold a steady load with nothing lost, and how far is it behind; and the same on the embedded engines.
// Scenario: 2,000 events/s in batches of 100, 2 % duplicates, 1 % bad events, for 5 minutes: first one ingest, two identity
//   workers, two processors, query and alerts on one broker, 12 partitions; then `npm start` on LMDB, in the same run. After
//   each, every accepted id is stored exactly once, metric points equal a recount, and every minute of the load is final in
//   the ledger with nothing missing. Otherwise: void.
// Caveat: everything shares the machine with the sender. ClickHouse is the embedded one in both, in the first as a server.
import type { ClickHouse } from '@weir/clickhouse'
import { type Fleet, startFleet } from '../../platform/fleet.ts'
import { startTestPlatform } from '../../platform/platform.ts'
import { eventually } from '../../recovery/settle.ts'
import { ledger, recountMetrics } from '../../recovery/verify.ts'
import { assertStoredOnce, decidedSoFar } from '../account.ts'
import { type Engines, startEngines } from '../distributed/engines.ts'
import { type Offered, type Offeree, offereeOf, offerLoad } from '../offered-load.ts'
import type { Costly } from '../process-cost.ts'
import { type Bench, type Scenario, voidUnless } from '../scenario.ts'
import { median, percentile, slope } from '../statistics.ts'

const eventsPerSecond = 2_000

export const distributed: Scenario = {
  name: 'distributed',
  question: `${eventsPerSecond.toLocaleString('en')} events/s for 5 minutes on Kafka and PostgreSQL, and on LMDB: cost, lag, losses`,
  async run(bench) {
    await onDistributedEngines(bench)
    await onEmbeddedEngines(bench)
  },
}

async function onDistributedEngines(bench: Bench): Promise<void> {
  const engines = await startEngines({ brokers: 1 })
  try {
    const fleet = await startFleet({
      logUrl: engines.logUrl,
      stateUrl: engines.stateUrl,
      workers: { ingest: 1, identity: 2, processor: 2, query: 1, alerts: 1 },
    })
    const clickhouse = fleet.clickhouse()
    try {
      await oneRun(bench, 'Kafka, PostgreSQL', await fleetTarget(fleet, engines), clickhouse)
    } catch (error) {
      process.stderr.write(fleet.output().slice(-5_000))
      throw error
    } finally {
      await clickhouse.close()
      await fleet.dispose()
    }
  } finally {
    await engines.dispose()
  }
}

async function onEmbeddedEngines(bench: Bench): Promise<void> {
  const platform = await startTestPlatform({ env: { WEIR_LOG_LEVEL: 'warn' } })
  const clickhouse = platform.clickhouse()
  try {
    await oneRun(bench, 'LMDB', await offereeOf(platform), clickhouse)
  } finally {
    await clickhouse.close()
    await platform.dispose()
  }
}

async function fleetTarget(fleet: Fleet, engines: Engines): Promise<Offeree> {
  const { writeKey } = await fleet.credentials()
  return {
    writeKey,
    ingestUrl: () => fleet.url('ingest-1'),
    processes: () =>
      new Map<string, Costly>([
        ...fleet.workers().map(worker => [worker.name, worker.pid()] as const),
        ['clickhouse', fleet.clickhouseProcess.pid()],
        ...engines.costs(),
      ]),
  }
}

async function oneRun(bench: Bench, engines: string, target: Offeree, clickhouse: ClickHouse): Promise<void> {
  const seconds = bench.quick ? 20 : 300
  const rate = bench.quick ? eventsPerSecond / 5 : eventsPerSecond
  bench.say(`${engines}: ${seconds} s`)
  const offered = await offerLoad(target, clickhouse, { eventsPerSecond: rate, seconds, runId: 'load' })
  const endedAt = Date.now()
  await assertStoredOnce(clickhouse, 'load', offered.accepted)
  voidUnless(offered.totals.unexpected.length === 0, `ingest answered ${offered.totals.unexpected[0]}`)
  record(bench, engines, offered, { rate, seconds })
  await assertAccounted(bench, engines, clickhouse, endedAt)
}

interface Load {
  /** Events a second. */
  rate: number
  seconds: number
}

function record(bench: Bench, engines: string, { lag, cpuUs, ...offered }: Offered, load: Load): void {
  const { rate, seconds } = load
  const behindS = lag.map(({ events }) => events / rate)
  const later = lag.filter(({ at }) => at > seconds / 2).map(({ at, events }) => [at, events / rate] as const)
  bench.record(engines, {
    'accepted/s': offered.acceptedPerSecond,
    'lag p50 s': median(behindS),
    'lag max s': percentile(behindS, 1),
    'lag growth s/min': slope(later) * 60,
    'settled s': offered.settledS,
    retries: offered.totals.retries,
  })
  // Workers of one service together, so that both rows have the same columns.
  const byStage: Record<string, number> = {}
  for (const [name, us] of Object.entries(cpuUs)) {
    const stage = name.replace(/-\d+$/, '')
    byStage[stage] = (byStage[stage] ?? 0) + us
  }
  bench.record(`${engines}: CPU µs/event`, byStage)
}

async function assertAccounted(bench: Bench, engines: string, clickhouse: ClickHouse, endedAt: number): Promise<void> {
  const differences = await recountMetrics(clickhouse)
  voidUnless(differences.length === 0, `metric points differ from a recount: ${differences.slice(0, 3).join('; ')}`)
  await eventually(
    () => decidedSoFar(clickhouse),
    ({ finalUntilMs }) => finalUntilMs >= endedAt,
    300_000,
  )
  const books = await ledger(clickhouse)
  voidUnless(books.missing === 0 && books.quarantined === 0, `the ledger says ${JSON.stringify(books)}`)
  bench.note(
    `${engines}: ${books.accepted.toLocaleString('en')} events accepted, ${books.stored.toLocaleString('en')} stored once, ` +
      `${books.duplicate.toLocaleString('en')} duplicate, ${books.missing} missing in ${books.minutes} final minutes; ` +
      'metric points equal a recount',
  )
}
