// Question: what do more workers of identity and of the processor bring on Kafka and PostgreSQL?
// Scenario: ingest fills events.accepted, 12 partitions; then 1, 2 and 4 identity workers that have seen nothing yet work it
//   off, ingest idle; then 1 and 2 processors work off what they wrote, into the embedded ClickHouse as a server. The first
//   quarter, in which workers compile, fill caches and share out the partitions, is not counted. At the end every event is
//   stored once.
// Caveat: workers, broker, PostgreSQL and ClickHouse share the cores of one machine: beyond its number of cores a worker more
//   can bring nothing. CPU an event says what it would cost elsewhere.
import type { ClickHouse } from '@weir/clickhouse'
import { eventually } from '../../recovery/settle.ts'
import { watchBacklog } from '../backlog.ts'
import { startEngines } from '../distributed/engines.ts'
import { sendAll } from '../fill.ts'
import { createInstallation, type Installation, type ServiceName } from '../installation.ts'
import type { Costly } from '../process-cost.ts'
import { type Bench, type Scenario, voidUnless } from '../scenario.ts'
import { bodiesOf } from '../traffic.ts'

/** Identity workers, and the processors that follow. */
const steps = [
  [1, 1],
  [2, 2],
  [4, 2],
] as const

export const workers: Scenario = {
  name: 'workers',
  question: 'events/s and CPU of 1, 2, 4 identity workers and 1, 2 processors on Kafka and PostgreSQL',
  async run(bench) {
    const engines = await startEngines({ brokers: 1 })
    const installation = await createInstallation({
      WEIR_LOG_URL: engines.logUrl,
      WEIR_LOG_PARTITIONS: String(engines.partitions),
      WEIR_STATE_URL: engines.stateUrl,
      WEIR_INGEST_DURABLE_TIMEOUT_MS: '60000',
    })
    try {
      const { clickhouse, pid } = await installation.startClickHouse()
      const costs = () => new Map<string, Costly>([...engines.costs(), ['clickhouse', pid]])
      let sent = 0
      for (let round = 0; round < bench.rounds; round++) {
        for (const [identities, processors] of steps) {
          const events = bench.quick ? 20_000 : 100_000
          sent += await fill(installation, `w${round}-${identities}`, events)
          await workOff(bench, installation, { name: 'identity', count: identities, events, costs, round })
          await workOff(bench, installation, { name: 'processor', count: processors, events, costs, round })
        }
      }
      await assertAllStored(clickhouse, sent)
      bench.note(`${sent.toLocaleString('en')} events accepted, each stored once`)
    } finally {
      await installation.dispose()
      await engines.dispose()
    }
  },
}

/** Known people and 5 % new devices, as in a shop. Ingest is up only meanwhile. */
async function fill(installation: Installation, runId: string, events: number): Promise<number> {
  const ingest = await installation.startService('ingest')
  const bodies = bodiesOf({ runId, people: 20_000, newDevices: 0.05 }, { from: 0, count: events, batchSize: 100 })
  const target = { url: ingest.url, authorization: installation.authorization }
  const { accepted } = await sendAll(target, bodies, { connections: 16 })
  await ingest.stop()
  voidUnless(accepted === events, `${events - accepted} events were refused`)
  return accepted
}

const counters: Readonly<Record<Exclude<ServiceName, 'ingest'>, string>> = {
  identity: 'weir_identity_events_total',
  processor: 'weir_events_decided_total',
}

interface Work {
  name: Exclude<ServiceName, 'ingest'>
  count: number
  events: number
  costs(): ReadonlyMap<string, Costly>
  round: number
}

async function workOff(bench: Bench, installation: Installation, work: Work): Promise<void> {
  const { name, count, events } = work
  const started = await Promise.all(Array.from({ length: count }, () => installation.startService(name)))
  // A processor counts only once it has a partition to work on.
  const done = async () => {
    const counts = await Promise.all(started.map(service => service.counter(counters[name])))
    return counts.reduce((sum, each) => sum + (Number.isNaN(each) ? 0 : each), 0)
  }
  const pids = new Map<string, Costly>([
    ...started.map(({ pid }, at) => [`${name}-${at}`, pid] as const),
    ...work.costs(),
  ])
  const { perSecond, cpuUs } = await watchBacklog({ done, events, pids })
  await Promise.all(started.map(service => service.stop()))
  const own = [...cpuUs].filter(([of]) => of.startsWith(name)).reduce((sum, [, us]) => sum + us, 0)
  bench.record(`${name} × ${count}`, {
    'events/s': perSecond,
    'CPU µs/event': own,
    'kafka µs': cpuUs.get('kafka')!,
    'postgres µs': cpuUs.get('postgres')!,
    'clickhouse µs': cpuUs.get('clickhouse')!,
  })
  bench.say(`${name} × ${count}, round ${work.round + 1}: ${Math.round(perSecond)} events/s`)
}

async function assertAllStored(clickhouse: ClickHouse, sent: number): Promise<void> {
  const stored = async () => {
    const [row] = await clickhouse.query<{ rows: string; ids: string }>(
      'SELECT count() AS rows, uniqExact(id) AS ids FROM weir_data.events',
    )
    return `${row?.rows} rows, ${row?.ids} ids`
  }
  const all = `${sent} rows, ${sent} ids`
  await eventually(stored, found => found === all, 30_000).catch(async () =>
    voidUnless(false, `accepted ${sent}, stored ${await stored()}`),
  )
}
