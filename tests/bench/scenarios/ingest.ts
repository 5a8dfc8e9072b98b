// Question: how many events a second does ingest make durable, at what CPU, and how long does an answer take?
// Scenario: the real process over a fresh LMDB log, alone. Closed loop over 128 connections (single events) or 32
//   (batches) gives the rate; then an open loop at 70 % of it gives the answer times, counted from the moment each
//   request was due, so that a stall is not hidden.
// Caveat: sender and server share the machine. Nobody reads the log meanwhile.
import { setTimeout as wait } from 'node:timers/promises'
import { sendAll } from '../fill.ts'
import { createInstallation, type ServiceProcess } from '../installation.ts'
import { cpuWatch } from '../process-cost.ts'
import { type Bench, type Scenario, voidUnless } from '../scenario.ts'
import { connect } from '../sender.ts'
import { percentile } from '../statistics.ts'
import { bodiesOf } from '../traffic.ts'

/** Enough that the server is never without work, although an answer waits for the disk. */
const connectionsFor = (batchSize: number) => (batchSize === 1 ? 128 : 32)
const openLoopConnections = 128
const load = 0.7

export const ingest: Scenario = {
  name: 'ingest',
  question: 'events/s and CPU of ingest alone by batch size; answer times at 70 % of that',
  async run(bench) {
    const installation = await createInstallation()
    try {
      const service = await installation.startService('ingest')
      const target = { url: service.url, authorization: installation.authorization, pid: service.pid }
      for (const batchSize of [1, 20, 100]) await measureBatches(bench, target, batchSize)
    } finally {
      await installation.dispose()
    }
  },
}

type Target = Pick<ServiceProcess, 'url' | 'pid'> & { authorization: string }

async function measureBatches(bench: Bench, target: Target, batchSize: number): Promise<void> {
  const forMs = bench.quick ? 1_500 : 4_000
  const crowd = { runId: `b${batchSize}`, people: 20_000, newDevices: 0.05 }
  // Ingest does not look at ids: the same bodies may go round and round.
  const connections = connectionsFor(batchSize)
  const bodies = bodiesOf(crowd, { from: 0, count: Math.max(10_000, batchSize * 400), batchSize })
  const endless = around(bodies)
  await sendAll(target, endless, { connections, until: performance.now() + forMs / 2 })

  for (let round = 0; round < bench.rounds; round++) {
    const watched = cpuWatch(new Map([['ingest', target.pid]]))
    const { accepted, requests, seconds } = await sendAll(target, endless, {
      connections,
      until: performance.now() + forMs,
    })
    const cpu = watched().cpu.get('ingest')!
    voidUnless(accepted === requests * batchSize, 'ingest refused events')
    const answers = await openLoop(target, endless, { perSecond: (load * requests) / seconds, forMs })
    bench.record(`batches of ${batchSize}`, {
      'events/s': accepted / seconds,
      'CPU µs/event': (cpu * 1e6) / accepted,
      'p50 ms': percentile(answers, 0.5),
      'p99 ms': percentile(answers, 0.99),
      'of a core': cpu / seconds,
    })
    bench.say(`batches of ${batchSize}, round ${round + 1}`)
  }
}

/** Sends at fixed times whatever the server does; the answer times from when each was due, ms. */
async function openLoop(
  target: Target,
  bodies: Iterator<Buffer>,
  { perSecond, forMs }: { perSecond: number; forMs: number },
): Promise<number[]> {
  const idle = await Promise.all(
    Array.from({ length: openLoopConnections }, () => connect(target.url, target.authorization)),
  )
  const all = [...idle]
  const answers: number[] = []
  const underWay = new Set<Promise<void>>()
  const startedAt = performance.now()
  for (let sent = 0; ; ) {
    const dueAt = startedAt + (sent * 1_000) / perSecond
    if (dueAt > startedAt + forMs) break
    const connection = dueAt <= performance.now() ? idle.pop() : undefined
    if (!connection) {
      await wait(1)
      continue
    }
    sent += 1
    const request = connection.post(bodies.next().value as Buffer).then(({ status }) => {
      voidUnless(status === 200, `ingest answered ${status}`)
      answers.push(performance.now() - dueAt)
      idle.push(connection)
      underWay.delete(request)
    })
    underWay.add(request)
  }
  await Promise.all(underWay)
  for (const connection of all) connection.close()
  return answers
}

function* around<T>(items: readonly T[]): Generator<T, never> {
  for (;;) yield* items
}
