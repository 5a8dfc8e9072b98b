// Question: how long does a provider wait for the answer to a signed webhook, which comes when the event is durable?
// Scenario: the whole embedded platform. Each of three providers sends 100 webhooks a second at fixed times (open loop),
//   signed beforehand: Standard Webhooks (HMAC over id, time and body), Shopify (HMAC over the body) and WeChat Pay (RSA, and
//   content that is decrypted). An answer's time counts from the moment its webhook was due, so that a stall is not hidden.
//   At the end every webhook is stored, once.
// Caveat: sender and server share the machine; Node's HTTP client is within the figures.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { stringify } from 'yaml'
import { startTestPlatform, type TestPlatform } from '../../platform/platform.ts'
import { eventually } from '../../recovery/settle.ts'
import { type Scenario, voidUnless } from '../scenario.ts'
import { percentile } from '../statistics.ts'
import { type SignedWebhook, type WebhookSender, webhookSenders } from '../webhook-senders.ts'

const perSecond = 100
const settleMs = 60_000

export const webhooks: Scenario = {
  name: 'webhooks',
  question: 'time until a signed webhook is answered, 100 a second of each of three providers',
  async run(bench) {
    const files = await mkdtemp(join(tmpdir(), 'weir-bench-sources-'))
    const senders = webhookSenders()
    const sourcesFile = join(files, 'sources.yaml')
    await writeFile(sourcesFile, stringify({ webhooks: senders.map(({ source }) => source) }), { mode: 0o600 })
    const platform = await startTestPlatform({ env: { WEIR_LOG_LEVEL: 'warn', WEIR_SOURCES_FILE: sourcesFile } })
    const agent = new Agent({ keepAlive: true, maxSockets: 64 })
    try {
      const count = perSecond * (bench.quick ? 3 : 20)
      let next = 0
      for (let round = -1; round < bench.rounds; round++) {
        // All before the first goes out: two thousand RSA signatures take seconds.
        const signed = senders.map(({ sign }) => Array.from({ length: count }, (_, at) => sign(next + at)))
        const { ingestUrl } = platform.urls()
        const answers = await Promise.all(
          senders.map((sender, index) => sendSteadily(ingestUrl, agent, sender, signed[index]!)),
        )
        next += count
        // The first is for the compiler.
        if (round < 0) continue
        for (const [index, { provider }] of senders.entries()) {
          const ms = answers[index]!
          bench.record(provider, { 'p50 ms': percentile(ms, 0.5), 'p99 ms': percentile(ms, 0.99) })
        }
        bench.say(`round ${round + 1}`)
      }
      await assertStored(platform, senders, next)
    } finally {
      agent.destroy()
      await platform.dispose()
      await rm(files, { recursive: true, force: true })
    }
  },
}

/** Sends at fixed times whatever the server does. @returns milliseconds from when each was due. */
async function sendSteadily(
  url: string,
  agent: Agent,
  { taken, provider }: WebhookSender,
  signed: readonly SignedWebhook[],
): Promise<number[]> {
  const startedAt = performance.now()
  const answers: Promise<number>[] = []
  for (const [at, webhook] of signed.entries()) {
    const dueAt = startedAt + (at * 1_000) / perSecond
    while (performance.now() < dueAt) await wait(1)
    const answered = post(url, agent, webhook).then(status => {
      voidUnless(status === taken, `ingest answered ${status} to a webhook of ${provider}`)
      return performance.now() - dueAt
    })
    // It is awaited below; until then a failure must not end the process.
    answered.catch(() => {})
    answers.push(answered)
  }
  return Promise.all(answers)
}

const post = (url: string, agent: Agent, { path, headers, body }: SignedWebhook) =>
  new Promise<number>((resolve, reject) => {
    const sent = request(`${url}${path}`, { method: 'POST', agent, headers }, answer => {
      answer.resume()
      answer.on('end', () => resolve(answer.statusCode ?? 0))
    })
    sent.on('error', reject)
    sent.end(body)
  })

async function assertStored(platform: TestPlatform, senders: readonly WebhookSender[], each: number): Promise<void> {
  const clickhouse = platform.clickhouse()
  const expected = senders.map(({ provider }) => `${provider} ${each} ${each}`).toSorted()
  const stored = async () => {
    const rows = await clickhouse.query<{ source: string; rows: string; ids: string }>(
      'SELECT source, count() AS rows, uniqExact(id) AS ids FROM weir_data.events GROUP BY source',
    )
    return rows.map(({ source, rows: all, ids }) => `${source} ${all} ${ids}`).toSorted()
  }
  await eventually(stored, seen => seen.join() === expected.join(), settleMs)
  await clickhouse.close()
}
