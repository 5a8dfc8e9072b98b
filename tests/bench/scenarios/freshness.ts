// Question: how long after ingest said yes does an event show in GET /v1/metrics?
// Scenario: the whole platform under 5,000 events/s, half of what it must hold. At random moments an order of a shop of its
//   own is sent; the clock starts when ingest's answer is there and stops when the metric has the order, asked every
//   25 ms with step=10s.
// Caveat: asking is load too, and adds up to 25 ms and an answer's time to each figure.
import { setTimeout as wait } from 'node:timers/promises'
import { startTestPlatform } from '../../platform/platform.ts'
import { startBackground } from '../background.ts'
import { metricReader } from '../metric-client.ts'
import { type Scenario, voidUnless } from '../scenario.ts'
import { connect } from '../sender.ts'
import { percentile } from '../statistics.ts'

const halfLoad = 5_000
const askEveryMs = 25
const giveUpMs = 30_000

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
    const read = metricReader(credentials)
    const waiting = new Map<string, number>()
    const seenMs: number[] = []
    const asking = new AbortController()

    async function ask(): Promise<void> {
      while (!asking.signal.aborted) {
        await wait(askEveryMs)
        if (waiting.size === 0) continue
        const shops = [...waiting.keys()].map(shop => ['filter', `shop:${shop}`] satisfies [string, string])
        const series = await read('orders_paid', [
          ['from', String(Date.now() - 60_000)],
          ['step', '10s'],
          ['window', '1m'],
          ['group_by', 'shop'],
          ...shops,
        ])
        for (const { dimensions, points } of series) {
          const acceptedAt = waiting.get(dimensions.shop ?? '')
          if (acceptedAt === undefined || !points.some(({ value }) => (value ?? 0) > 0)) continue
          seenMs.push(performance.now() - acceptedAt)
          waiting.delete(dimensions.shop!)
        }
        const oldest = Math.min(...waiting.values())
        voidUnless(performance.now() - oldest < giveUpMs || waiting.size === 0, 'an accepted order never showed')
      }
    }

    async function mark(shop: string): Promise<void> {
      const { status, accepted } = await sender.post(orderOf(shop))
      voidUnless(status === 200 && accepted === 1, `ingest answered ${status}`)
      waiting.set(shop, performance.now())
    }

    try {
      await wait(bench.quick ? 5_000 : 15_000)
      const asked = ask()
      // It is awaited below; until then a failure must not end the process.
      asked.catch(() => {})
      const all: number[] = []
      for (let round = 0; round < bench.rounds; round++) {
        for (let at = 0; at < marksPerRound; at++) {
          await mark(`mark-${round}-${at}`)
          await wait(100 + Math.random() * 300)
        }
        while (waiting.size > 0) await Promise.race([wait(10), asked])
        const samples = seenMs.splice(0)
        all.push(...samples)
        bench.record('5,000 events/s', { 'p50 ms': percentile(samples, 0.5), 'p99 ms': percentile(samples, 0.99) })
        bench.say(`round ${round + 1}`)
      }
      asking.abort()
      await asked
      const [p50, p99] = [0.5, 0.99].map(share => Math.round(percentile(all, share)))
      bench.note(`of all ${all.length} orders: p50 ${p50} ms, p99 ${p99} ms`)
    } finally {
      asking.abort()
      sender.close()
      await background.stop()
      await platform.dispose()
    }
  },
}

const orderOf = (shop: string): Buffer => {
  const timestamp = new Date().toISOString()
  const properties = { order_id: shop, total: '1.00', currency: 'CNY', shop }
  return Buffer.from(
    JSON.stringify({
      batch: [{ messageId: shop, type: 'track', event: 'Order Completed', userId: shop, timestamp, properties }],
      sentAt: timestamp,
    }),
  )
}
