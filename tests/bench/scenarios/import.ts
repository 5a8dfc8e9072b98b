// Question: what does an imported event cost, against one that comes live; how fast is an import; and what do live senders
//   notice of it?
// Scenario: on the whole platform the same events (batches of 100 over bare sockets, 2,000 a second) live, then as NDJSON by
//   `weir import`, once as of now and once spread over the past year: CPU of ingest, identity, processor and ClickHouse
//   until each has its outcome. Then orders are sent one by one while nothing else happens, and while an import runs:
//   time of ingest's answer, and from it to GET /v1/metrics. Every event is stored, or the run is void.
// Caveat: the figures hold what the services spend on doing nothing meanwhile; live takes longer, so more of it. Sender,
//   importer and the questions run on the same cores. An import begins slowly and feels its way; its rate is that of the
//   whole run.
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import type { ClickHouse } from '@weir/clickhouse'
import { startTestPlatform, type TestPlatform } from '../../platform/platform.ts'
import { spawnWeir } from '../../platform/weir.ts'
import { eventually } from '../../recovery/settle.ts'
import { decidedSoFar } from '../account.ts'
import { writeHistory } from '../history.ts'
import { createMarks, type MarkSamples } from '../marks.ts'
import { metricReader } from '../metric-client.ts'
import { cpuWatch, endedChildrenCpuSeconds } from '../process-cost.ts'
import { type Bench, type Scenario, voidUnless } from '../scenario.ts'
import { connect } from '../sender.ts'
import { percentile } from '../statistics.ts'
import { bodiesOf, type Crowd } from '../traffic.ts'

const path = ['ingest', 'identity', 'processor', 'clickhouse'] as const
const liveEventsPerSecond = 2_000
const batchSize = 100
const settleMs = 600_000

interface Run {
  bench: Bench
  platform: TestPlatform
  clickhouse: ClickHouse
  events: number
}

export const importHistory: Scenario = {
  name: 'import',
  question: 'CPU of an imported event against a live one, events/s of an import, and what live senders notice',
  async run(bench) {
    const platform = await startTestPlatform({ env: { WEIR_LOG_LEVEL: 'warn' } })
    const clickhouse = platform.clickhouse()
    const run: Run = { bench, platform, clickhouse, events: bench.quick ? 10_000 : 200_000 }
    try {
      for (let round = 0; round < bench.rounds; round++) {
        const live = await cost(run, 'live', () => sendLive(run, crowdOf(`live${round}`)))
        for (const [row, days] of [
          ['import, as of now', 0],
          ['import, past year', 365],
        ] as const) {
          const imported = await cost(run, row, () => importEvents(run, crowdOf(`import${round}-${days}`), days))
          bench.record(row, { 'of live': imported / live })
        }
        bench.say(`round ${round + 1}: costs`)
        await noticed(run, round)
      }
    } finally {
      await clickhouse.close()
      await platform.dispose()
    }
  },
}

const crowdOf = (runId: string): Crowd => ({ runId, people: 20_000, newDevices: 0.02 })

/** CPU µs an event, by process and together, until all have their outcome. */
async function cost({ bench, platform, clickhouse, events }: Run, row: string, send: () => Promise<void>) {
  const before = (await decidedSoFar(clickhouse)).decided
  const pids = platform.pids()
  const watched = cpuWatch(new Map(path.map(name => [name, pids.get(name)!])))
  const startedAt = performance.now()
  await send()
  const decided = async () => (await decidedSoFar(clickhouse)).decided - before
  await eventually(decided, count => count >= events, settleMs)
  voidUnless((await decided()) === events, `${await decided()} outcomes of ${events} events`)
  const seconds = (performance.now() - startedAt) / 1_000
  const each = Object.fromEntries([...watched().cpu].map(([name, cpu]) => [`${name} µs`, (cpu * 1e6) / events]))
  const together = Object.values(each).reduce((sum, us) => sum + us, 0)
  bench.record(row, { 'CPU µs/event': together, ...each, 'events/s': events / seconds })
  return together
}

async function sendLive({ platform, events }: Run, crowd: Crowd): Promise<void> {
  const { ingestUrl, writeKey } = await platform.credentials()
  const connection = await connect(ingestUrl, `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`)
  const startedAt = performance.now()
  for (let from = 0; from < events; from += batchSize) {
    const [body] = bodiesOf(crowd, { from, count: batchSize, batchSize })
    await wait(Math.max(0, startedAt + (from / liveEventsPerSecond) * 1_000 - performance.now()))
    const { status } = await connection.post(body!)
    voidUnless(status === 200, `ingest answered ${status}`)
  }
  connection.close()
}

async function importEvents({ bench, platform, events }: Run, crowd: Crowd, days: number): Promise<void> {
  const file = join(platform.dataDir, `${crowd.runId}.ndjson`)
  await writeHistory(file, crowd, { count: events, days })
  const cpuBefore = endedChildrenCpuSeconds()
  const child = spawnWeir(['import', file, '--source', 'history', '--json'], { WEIR_DATA_DIR: platform.dataDir })
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout!), text(child.stderr!), once(child, 'exit')])
  voidUnless(code === 0, `weir import ended with ${code}: ${stderr.slice(-1_000)}`)
  const { eventsPerSecond } = JSON.parse(stdout) as { eventsPerSecond: number }
  bench.record('weir import itself', {
    'CPU µs/event': ((endedChildrenCpuSeconds() - cpuBefore) * 1e6) / events,
    'events/s': eventsPerSecond,
  })
  await rm(file)
}

async function noticed(run: Run, round: number): Promise<void> {
  const { bench, platform } = run
  const credentials = await platform.credentials()
  const authorization = `Basic ${Buffer.from(`${credentials.writeKey}:`).toString('base64')}`
  const sender = await connect(credentials.ingestUrl, authorization)
  const marks = createMarks(sender, metricReader(credentials))
  try {
    const atRest = bench.quick ? 10 : 60
    recordMarks(bench, 'orders, nothing else', await marks.measure(`rest-${round}`, sent => sent === atRest))
    let isDone = false
    const importing = importEvents(run, crowdOf(`beside${round}`), 365).finally(() => {
      isDone = true
    })
    importing.catch(() => {})
    recordMarks(bench, 'orders beside an import', await marks.measure(`beside-${round}`, () => isDone))
    await importing
    await marks.stop()
  } finally {
    sender.close()
  }
}

function recordMarks(bench: Bench, row: string, { answerMs, seenMs }: MarkSamples): void {
  bench.record(row, {
    'answer p50 ms': percentile(answerMs, 0.5),
    'answer p99 ms': percentile(answerMs, 0.99),
    'visible p50 ms': percentile(seenMs, 0.5),
    'visible p99 ms': percentile(seenMs, 0.99),
  })
}
