// Question: how long after ingest said yes does an event show in GET /v1/metrics?
// Scenario: the whole platform under 5,000 events/s, half of what it must hold. At random moments an order of a shop of its
//   own is sent; the clock starts when ingest's answer is there and stops when the metric has the order, asked every
//   25 ms with step=10s.
// Caveat: asking is load too, and adds up to 25 ms and an answer's time to each figure.
import { setTimeout as wait } from 'node:timers/promises'
import { startTestPlatform } from '../../platform/platform.ts'
import { startBackground } from '../background.ts'
import { createMarks } from '../marks.ts'
import { metricReader } from '../metric-client.ts'
import type { Scenario } from '../scenario.ts'
import { connect } from '../sender.ts'
import { percentile } from '../statistics.ts'

const halfLoad = 5_000

export const freshness: Scenario = {
  name: 'freshness',
  question: 'time from accepted to visible in /v1/metrics under 5,000 events/s',
  async run(bench) {
    const marksPerRound = bench.quick ? 10 : 30
    const platform = await startTestPlatform({ env: { WEIR_LOG_LEVEL: 'warn' } })
    const background = await startBackground(platform, halfLoad, 'half')
    const credentials = await platform.credentials()
    const sender = await connect(
      credentials.ingestUrl,
      `Basic ${Buffer.from(`${credentials.writeKey}:`).toString('base64')}`,
    )
    try {
      await wait(bench.quick ? 5_000 : 15_000)
      const marks = createMarks(sender, metricReader(credentials))
      const all: number[] = []
      for (let round = 0; round < bench.rounds; round++) {
        const { seenMs } = await marks.measure(`mark-${round}`, sent => sent === marksPerRound)
        all.push(...seenMs)
        bench.record('5,000 events/s', { 'p50 ms': percentile(seenMs, 0.5), 'p99 ms': percentile(seenMs, 0.99) })
        bench.say(`round ${round + 1}`)
      }
      await marks.stop()
      const [p50, p99] = [0.5, 0.99].map(share => Math.round(percentile(all, share)))
      bench.note(`of all ${all.length} orders: p50 ${p50} ms, p99 ${p99} ms`)
    } finally {
      sender.close()
      await background.stop()
      await platform.dispose()
    }
  },
}
