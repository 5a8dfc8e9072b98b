// Question: what do 50 dashboards that ask once a second get while events come in, and what do they cost those who write?
// Scenario: the whole platform under 5,000 events/s, by turns without and with 50 dashboards. Each asks as bi over HTTP one
//   of four charts of the last 15 minutes a second, each at a moment of its own; one that is late is not asked again meanwhile.
// Caveat: sender and dashboards run on the same machine, and their CPU is not in these figures.
import { setTimeout as wait } from 'node:timers/promises'
import type { CredentialsFile } from '@weir/credentials'
import { startTestPlatform, type TestPlatform } from '../../platform/platform.ts'
import { startBackground } from '../background.ts'
import { cpuWatch } from '../process-cost.ts'
import { type Bench, type Scenario, voidUnless } from '../scenario.ts'
import { connect } from '../sender.ts'
import { percentile } from '../statistics.ts'
import { treeOf } from '../tree.ts'

const halfLoad = 5_000
const dashboards = 50
const recent = 'WHERE received_at > now() - INTERVAL 15 MINUTE'
const charts = [
  `SELECT toStartOfMinute(occurred_at) AS t, type, count() FROM events ${recent} GROUP BY t, type ORDER BY t`,
  `SELECT channel, sum(amount), uniqExact(one_id) FROM events ${recent} AND type = 'order.paid' GROUP BY channel`,
  `SELECT countIf(type = 'payment.succeeded') / count() FROM events ${recent} AND type LIKE 'payment.%'`,
  `SELECT id, type, occurred_at FROM events ${recent} ORDER BY occurred_at DESC LIMIT 50`,
] as const

export const dashboardsUnderLoad: Scenario = {
  name: 'dashboards',
  question: '50 dashboards asking once a second under 5,000 events/s: their answers, and what ingest loses',
  async run(bench) {
    const platform = await startTestPlatform({ env: { WEIR_LOG_LEVEL: 'warn' } })
    const background = await startBackground(platform, halfLoad, 'half')
    try {
      await wait(bench.quick ? 5_000 : 30_000)
      for (let round = 0; round < bench.rounds; round++) {
        await look(bench, platform, 'without dashboards')
        await look(bench, platform, 'with 50 dashboards')
        bench.say(`round ${round + 1}`)
      }
    } finally {
      await background.stop()
      await platform.dispose()
    }
  },
}

async function look(bench: Bench, platform: TestPlatform, row: 'without dashboards' | 'with 50 dashboards') {
  const credentials = await platform.credentials()
  const ending = new AbortController()
  const answers: number[] = []
  const asking = row === 'with 50 dashboards' ? askAll(credentials, answers, ending.signal) : Promise.resolve()
  const watched = cpuWatch(treeOf(platform))
  const ingestMs = await watchIngest(credentials, bench.quick ? 5_000 : 30_000)
  const { seconds, cpu } = watched()
  ending.abort()
  await asking
  bench.record(row, {
    'ingest p50 ms': percentile(ingestMs, 0.5),
    'ingest p99 ms': percentile(ingestMs, 0.99),
    'ClickHouse CPU %': (cpu.get('clickhouse')! / seconds) * 100,
    'all CPU %': ([...cpu.values()].reduce((sum, one) => sum + one, 0) / seconds) * 100,
    ...(answers.length > 0 && {
      'queries/s': answers.length / seconds,
      'query p50 ms': percentile(answers, 0.5),
      'query p99 ms': percentile(answers, 0.99),
    }),
  })
}

/** A sender of its own, one event at a time, twenty times a second: what it waits is what everybody waits. */
async function watchIngest({ ingestUrl, writeKey }: CredentialsFile, forMs: number): Promise<number[]> {
  const sender = await connect(ingestUrl, `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`)
  const taken: number[] = []
  const until = performance.now() + forMs
  try {
    while (performance.now() < until) {
      const from = performance.now()
      const { accepted } = await sender.post(viewed())
      taken.push(performance.now() - from)
      voidUnless(accepted === 1, 'ingest refused an event')
      await wait(50)
    }
  } finally {
    sender.close()
  }
  return taken
}

function viewed(): Buffer {
  const event = { type: 'track', event: 'page.viewed', userId: 'watcher', messageId: crypto.randomUUID() }
  return Buffer.from(JSON.stringify({ batch: [event] }))
}

async function askAll({ clickhouseUrl, bi }: CredentialsFile, answers: number[], signal: AbortSignal): Promise<void> {
  const headers = { 'X-ClickHouse-User': bi.user, 'X-ClickHouse-Key': bi.password }
  const one = async (number: number) => {
    await wait((number * 1_000) / dashboards)
    for (let turn = number; !signal.aborted; turn++) {
      const from = performance.now()
      const body = charts[turn % charts.length]!
      const answer = await fetch(`${clickhouseUrl}/?database=${bi.database}`, { method: 'POST', body, headers })
      const text = await answer.text()
      voidUnless(answer.ok, `a dashboard was refused: ${text.slice(0, 200)}`)
      answers.push(performance.now() - from)
      await wait(Math.max(0, 1_000 - (performance.now() - from)))
    }
  }
  await Promise.all(Array.from({ length: dashboards }, (_, number) => one(number)))
}
