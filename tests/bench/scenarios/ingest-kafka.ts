// Question: how many events does a CPU second of ingest make durable on Kafka, against a server of the usual libraries?
// Scenario: one real broker, 12 partitions, acks of all replicas. Our ingest and the frozen day-one server (tests/bench/naive)
//   take the same bodies over the same closed-loop connections, one after the other in alternating order. What counts is
//   accepted events per CPU second of the server's process, all its threads; the ratio is taken round by round. At the end
//   both topics are read back: every event answered for is there as often as it was sent, with the content it was sent with.
// Caveat: sender, servers and broker share the machine, which slows all alike. Ours does more for each event (normalises,
//   validates, hashes keys, scans and seals personal values, answers with a verdict and a receipt each); theirs is idle
//   meanwhile, and the other way round.

import { openEventLog } from '@weir/event-log'
import { applyTopics } from '@weir/event-log/kafka'
import { findKafka, kafkaForTests } from '@weir/testing'
import { sendAll } from '../fill.ts'
import { createInstallation } from '../installation.ts'
import { type Naive, startNaive } from '../naive/start.ts'
import { type Costly, childrenNamed, cpuWatch, treeCpuSeconds } from '../process-cost.ts'
import { type Bench, type Figures, type Scenario, voidUnless } from '../scenario.ts'
import type { ServiceProcess } from '../service-process.ts'
import { type Account, accountOfBody, accountText, addNaive, addOurs, noEvents, readAccepted } from '../sink.ts'
import { bodiesOf } from '../traffic.ts'

const partitions = 12
/** Of each size, before anything counts; by number and not by time, because a busy machine takes longer to compile. */
const warmUpRequests = 1_000
const connectionsFor = (batchSize: number) => (batchSize === 1 ? 128 : 32)

/** One of the two, and what it has answered for. */
interface Side {
  service: Pick<ServiceProcess, 'url' | 'pid'> & { authorization: string }
  sent: Account
}

export const ingestKafka: Scenario = {
  name: 'ingest-kafka',
  question: 'events a CPU second of ingest until Kafka has acknowledged, against a server of the usual libraries',
  async run(bench) {
    voidUnless((await findKafka()) !== undefined, 'there is no Kafka on this machine')
    const kafka = await kafkaForTests()
    const brokers = kafka.brokers.map(({ address }) => address)
    await applyTopics({ url: kafka.url, partitions })
    const installation = await createInstallation({
      WEIR_LOG_URL: kafka.url,
      WEIR_LOG_PARTITIONS: String(partitions),
      // As patient as the other one: on a busy machine a broker may take seconds, and this is about cost.
      WEIR_INGEST_DURABLE_TIMEOUT_MS: '60000',
    })
    let naive: Naive | undefined
    try {
      naive = await startNaive(brokers, partitions)
      const service = await installation.startService('ingest')
      const sides = {
        ours: { service: { ...service, authorization: installation.authorization }, sent: noEvents() },
        naive: { service: naive, sent: noEvents() },
      }
      // The largest first: what a server has not compiled yet costs it most where it does little else.
      for (const batchSize of [100, 20, 1]) await compare(bench, sides, batchSize)
      await assertArrived(bench, kafka.url, sides, naive)
    } finally {
      await installation.dispose()
      await naive?.stop()
      await kafka.dispose()
    }
  },
}

async function compare(bench: Bench, sides: { ours: Side; naive: Side }, batchSize: number): Promise<void> {
  const forMs = bench.quick ? 1_500 : 5_000
  const bodies = bodiesOf(
    { runId: `b${batchSize}`, people: 20_000, newDevices: 0.05 },
    { from: 0, count: Math.max(10_000, batchSize * 400), batchSize },
  )
  const accounts = bodies.map(accountOfBody)
  const send = (side: Side, ms: number) => sendFor(side, { bodies, accounts, batchSize, ms })

  for (const side of [sides.ours, sides.naive]) {
    const warmAt = side.sent.events + (bench.quick ? 0 : batchSize * warmUpRequests)
    do await send(side, forMs / 2)
    while (side.sent.events < warmAt)
  }
  for (let round = 0; round < bench.rounds; round++) {
    const oursFirst = round % 2 === 0
    const first = await send(oursFirst ? sides.ours : sides.naive, forMs)
    const second = await send(oursFirst ? sides.naive : sides.ours, forMs)
    const [ours, naive] = oursFirst ? [first, second] : [second, first]
    const row = `batches of ${batchSize}`
    bench.record(row, {
      ratio: ours.perCpuSecond / naive.perCpuSecond,
      'ours events/CPU-s': ours.perCpuSecond,
      'naive events/CPU-s': naive.perCpuSecond,
    })
    bench.record(`${row}: ours`, ours.figures)
    bench.record(`${row}: naive`, naive.figures)
    bench.say(`${row}, round ${round + 1}: ${(ours.perCpuSecond / naive.perCpuSecond).toFixed(2)}`)
  }
}

interface Load {
  bodies: readonly Buffer[]
  accounts: readonly Account[]
  batchSize: number
  ms: number
}

async function sendFor(side: Side, { bodies, accounts, batchSize, ms }: Load) {
  const brokers = () => childrenNamed('kafka.Kafka').reduce((sum, pid) => sum + treeCpuSeconds(pid), 0)
  const watched = cpuWatch(
    new Map<string, Costly>([
      ['server', side.service.pid],
      ['brokers', brokers],
    ]),
  )
  const { accepted, requests, seconds } = await sendAll(side.service, around(bodies), {
    connections: connectionsFor(batchSize),
    until: performance.now() + ms,
  })
  const { cpu } = watched()
  voidUnless(accepted === requests * batchSize, `${requests * batchSize - accepted} events were refused`)
  // Every request taken was answered, so what was sent is the first `requests` bodies, round and round.
  for (let index = 0; index < requests; index++) {
    const { events, sum } = accounts[index % accounts.length]!
    side.sent.events += events
    side.sent.sum = BigInt.asUintN(64, side.sent.sum + sum)
  }
  const server = cpu.get('server')!
  const figures: Figures = {
    'events/s': accepted / seconds,
    'server CPU µs/event': (server * 1e6) / accepted,
    'broker CPU µs/event': (cpu.get('brokers')! * 1e6) / accepted,
    'server of a core': server / seconds,
  }
  return { perCpuSecond: accepted / server, figures }
}

async function assertArrived(
  bench: Bench,
  url: string,
  sides: { ours: Side; naive: Side },
  naive: Naive,
): Promise<void> {
  bench.say('reading both topics back')
  const arrived = { ours: noEvents(), naive: noEvents() }
  const log = await openEventLog({ url })
  await readAccepted(log, value => addOurs(arrived.ours, value))
  await log.close()
  await naive.read(value => addNaive(arrived.naive, value))
  for (const name of ['ours', 'naive'] as const) {
    const [sent, found] = [accountText(sides[name].sent), accountText(arrived[name])]
    voidUnless(sent === found, `${name}: answered for ${sent}, on the topic are ${found}`)
    bench.note(`${name}: ${arrived[name].events.toLocaleString('en')} events read back, equal to what was sent`)
  }
}

function* around<T>(items: readonly T[]): Generator<T, never> {
  for (;;) yield* items
}
