// Question: how long after a condition became true is the webhook called?
// Scenario: the whole platform under 5,000 events/s; a rule on failed payments by channel (5 within a minute, `for` 0), made
//   over the API. At random moments ten payments of a channel of its own fail in one batch: with it the condition holds.
//   The clock starts when the batch is sent, so ingest's answer is within, and stops when the signed call arrives.
// Caveat: rules are looked at once a second, so half a second of the median is waiting for the next look.
import { setTimeout as wait } from 'node:timers/promises'
import type { CredentialsFile } from '@weir/credentials'
import { startTestPlatform } from '../../platform/platform.ts'
import { startBackground } from '../background.ts'
import { createPageReceiver } from '../page-receiver.ts'
import { type Scenario, voidUnless } from '../scenario.ts'
import { connect } from '../sender.ts'
import { percentile } from '../statistics.ts'

const halfLoad = 5_000
const giveUpMs = 30_000

export const page: Scenario = {
  name: 'page',
  question: 'time from condition true to webhook called under 5,000 events/s',
  async run(bench) {
    const episodesPerRound = bench.quick ? 5 : 20
    const channelOf = (round: number, at: number) => `broken-${round}-${at}`
    const channels = Array.from({ length: bench.rounds }, (_, round) =>
      Array.from({ length: episodesPerRound }, (_, at) => channelOf(round, at)),
    )
    const trueAt = new Map<string, number>()
    const pagedMs: number[] = []
    const ids = new Set<string>()
    const receiver = await createPageReceiver(({ at, id, kind, dimensions }) => {
      const since = trueAt.get(dimensions.channel ?? '')
      if (kind !== 'alert.fired' || since === undefined || ids.has(id)) return
      ids.add(id)
      pagedMs.push(at - since)
    })
    const platform = await startTestPlatform({ env: { WEIR_LOG_LEVEL: 'warn' } })
    const background = await startBackground(platform, halfLoad, 'half')
    const credentials = await platform.credentials()
    const sender = await connect(
      credentials.ingestUrl,
      `Basic ${Buffer.from(`${credentials.writeKey}:`).toString('base64')}`,
    )
    try {
      await makeRule(credentials, receiver, channels.flat())
      await wait(bench.quick ? 5_000 : 15_000)
      const all: number[] = []
      for (const [round, names] of channels.entries()) {
        for (const channel of names) {
          trueAt.set(channel, performance.now())
          const { accepted } = await sender.post(failuresOf(channel))
          voidUnless(accepted === 10, 'ingest refused failed payments')
          await wait(200 + Math.random() * 1_000)
        }
        const giveUpAt = Date.now() + giveUpMs
        while (pagedMs.length < names.length) {
          voidUnless(Date.now() < giveUpAt, `${pagedMs.length} of ${names.length} episodes were paged`)
          await wait(50)
        }
        const samples = pagedMs.splice(0)
        all.push(...samples)
        bench.record('5,000 events/s', {
          'p50 ms': percentile(samples, 0.5),
          'p99 ms': percentile(samples, 0.99),
          episodes: samples.length,
        })
        bench.say(`round ${round + 1}`)
      }
      const [p50, p99] = [0.5, 0.99].map(share => Math.round(percentile(all, share)))
      bench.note(`of all ${all.length} episodes: p50 ${p50} ms, p99 ${p99} ms`)
    } finally {
      sender.close()
      await background.stop()
      await platform.dispose()
      await receiver.close()
    }
  },
}

async function makeRule(
  { queryUrl, apiKeys }: CredentialsFile,
  receiver: { address: string; url: string; secret: string },
  channels: readonly string[],
): Promise<void> {
  const create = async (path: string, body: unknown) => {
    const answer = await fetch(`${queryUrl}/v1/alerts/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKeys.manage}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  }
  const { address, url, secret } = receiver
  await create('channels', { type: 'webhook', name: 'bench', url, secret, default: false, allow: [address] })
  await create('rules', {
    name: 'bench_failures',
    title: { en: 'Payments fail', zh: '支付失败' },
    metric: 'payments_failed',
    groupBy: ['channel'],
    filters: { channel: channels },
    // Long enough that data which is late on a busy machine still counts.
    conditions: [{ window: '1m', op: '>=', value: 5 }],
    minSample: 0,
    onLag: 'mark',
    severity: 'red',
    channels: ['bench'],
  })
}

function failuresOf(channel: string): Buffer {
  const timestamp = new Date().toISOString()
  const batch = Array.from({ length: 10 }, (_, at) => ({
    messageId: `${channel}-${at}`,
    type: 'track',
    event: 'payment.failed',
    userId: `${channel}-${at}`,
    timestamp,
    properties: { order_id: `${channel}-${at}`, amount: '1.00', currency: 'CNY', channel },
  }))
  return Buffer.from(JSON.stringify({ batch, sentAt: timestamp }))
}
