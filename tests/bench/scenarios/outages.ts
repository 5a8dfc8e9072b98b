// Question: how long is Weir without service when a worker crashes, partitions move, a broker or PostgreSQL goes down?
// Scenario: three brokers (replication 3, two in sync), PostgreSQL, two workers of ingest, identity and processor, 4
//   partitions, 150 events/s through both ingests as behind a load balancer that does not look. One fault at a time, then
//   everything must be ready and caught up before the next. `without an answer`: the longest time in which no request was answered.
//   `until stored`: the longest any event of that time took from being accepted to being in ClickHouse. At the end every
//   accepted event is stored once.
// Caveat: the row `nothing` says what a machine this busy does by itself. Crashed workers are started again after 0.3 s.
import { setTimeout as wait } from 'node:timers/promises'
import type { ClickHouse } from '@weir/clickhouse'
import { type Fleet, startFleet } from '../../platform/fleet.ts'
import { createLoad } from '../../platform/load.ts'
import { eventually } from '../../recovery/settle.ts'
import { assertStoredOnce } from '../account.ts'
import { type Engines, startEngines } from '../distributed/engines.ts'
import { type Bench, type Scenario, voidUnless } from '../scenario.ts'

/** Two cores carry three brokers, six workers and this; more, and nothing would ever be calm. */
const eventsPerSecond = 150
/** Two of each worker share them. Every one more costs its own ranges and inserts. */
const partitions = 4
/** How long an engine stays down. */
const downMs = 5_000

type Fault = (fleet: Fleet, engines: Engines) => Promise<void>

const killed =
  (name: string): Fault =>
  async fleet => {
    fleet
      .workers()
      .find(worker => worker.name === name)!
      .kill()
  }

const faults: Readonly<Record<string, Fault>> = {
  nothing: async () => {},
  'an ingest crashes': killed('ingest-1'),
  'an identity worker crashes': killed('identity-1'),
  'a processor crashes': killed('processor-1'),
  'an identity worker leaves in order': async fleet => {
    fleet.workers('identity')[1]!.restart()
  },
  'a processor leaves in order': async fleet => {
    fleet.workers('processor')[1]!.restart()
  },
  'a broker crashes': async (_fleet, { kafka }) => {
    await kafka.brokers[1]!.kill()
    await wait(downMs * 3)
    await kafka.brokers[1]!.start()
  },
  'PostgreSQL crashes': async (_fleet, { postgres }) => {
    await postgres.kill()
    await wait(downMs)
    await postgres.start()
  },
}

export const outages: Scenario = {
  name: 'outages',
  question: 'time without service at a crash of a worker, a rebalance, a broker down, PostgreSQL down',
  async run(bench) {
    const engines = await startEngines({ brokers: 3, partitions })
    try {
      const fleet = await startFleet({
        logUrl: engines.logUrl,
        stateUrl: engines.stateUrl,
        workers: { ingest: 2, identity: 2, processor: 2, query: 0, alerts: 0 },
        env: { WEIR_LOG_PARTITIONS: String(partitions) },
      })
      const clickhouse = fleet.clickhouse()
      try {
        await underLoad(bench, fleet, engines, clickhouse)
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
  },
}

async function underLoad(bench: Bench, fleet: Fleet, engines: Engines, clickhouse: ClickHouse): Promise<void> {
  const { writeKey } = await fleet.credentials()
  const sending = new AbortController()
  const answersAt: number[] = []
  let requests = 0
  const load = createLoad({
    writeKey,
    ingestUrl: () => fleet.url(`ingest-${(requests++ % 2) + 1}`),
    eventsPerSecond,
    batchSize: 20,
    duplicates: 0.02,
    bad: 0.01,
    runId: 'outages',
    signal: sending.signal,
    onAnswer: () => answersAt.push(Date.now()),
  })
  const running = load.run()
  await calm(fleet, clickhouse)
  for (let round = 0; round < bench.rounds; round++) {
    for (const [name, fault] of Object.entries(faults)) {
      const from = Date.now()
      await fault(fleet, engines)
      await wait(bench.quick ? 2_000 : 5_000)
      const to = await calm(fleet, clickhouse)
      bench.record(name, {
        'without an answer s': longestGap(answersAt, from, to) / 1_000,
        'until stored s': await longestUntilStored(clickhouse, from, to),
        'all is calm after s': (Date.now() - from) / 1_000,
      })
      bench.say(`${name}, round ${round + 1}`)
    }
  }
  sending.abort()
  await running
  await assertStoredOnce(clickhouse, 'outages', load.accepted)
  voidUnless(load.totals.unexpected.length === 0, `ingest answered ${load.totals.unexpected[0]}`)
  bench.note(`${load.accepted.size.toLocaleString('en')} events accepted through all of it, each stored once`)
}

/**
 * Every worker is ready, and from every partition of identity over every one of the processor an event is stored that was
 * accepted after that: hence all before it.
 * @returns since when they were ready
 */
async function calm(fleet: Fleet, clickhouse: ClickHouse): Promise<number> {
  await Promise.all(fleet.workers().map(worker => worker.ready()))
  const since = Date.now()
  const caughtUp = async () => {
    const [row] = await clickhouse.query<{ ways: string }>(
      `SELECT uniqExact(accepted_partition, partition) AS ways FROM weir_data.events
       WHERE received_at > fromUnixTimestamp64Milli({since:Int64})`,
      { since },
    )
    return Number(row?.ways)
  }
  await eventually(caughtUp, ways => ways === partitions ** 2, 240_000)
  return since
}

function longestGap(times: readonly number[], from: number, to: number): number {
  let longest = 0
  let last = from
  for (const time of times) {
    if (time < from) continue
    if (time > to) break
    longest = Math.max(longest, time - last)
    last = time
  }
  return Math.max(longest, to - last)
}

async function longestUntilStored(clickhouse: ClickHouse, from: number, to: number): Promise<number> {
  const [row] = await clickhouse.query<{ ms: string }>(
    `SELECT max(dateDiff('millisecond', received_at, stored_at)) AS ms FROM weir_data.events
     WHERE received_at >= fromUnixTimestamp64Milli({from:Int64}) AND received_at < fromUnixTimestamp64Milli({to:Int64})`,
    { from: from - 2_000, to },
  )
  return Number(row?.ms) / 1_000
}
