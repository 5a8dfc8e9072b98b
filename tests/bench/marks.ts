import { setTimeout as wait } from 'node:timers/promises'
import type { metricReader } from './metric-client.ts'
import { voidUnless } from './scenario.ts'
import type { Connection } from './sender.ts'

const askEveryMs = 25
const giveUpMs = 30_000

export interface MarkSamples {
  /** From the sending to ingest's answer. */
  answerMs: number[]
  /** From the answer to the metric that has the order. */
  seenMs: number[]
}

/**
 * Orders of a shop of their own, sent at random moments and looked for in GET /v1/metrics: how fresh answers are, while
 * something else loads the platform.
 */
export function createMarks(sender: Connection, read: ReturnType<typeof metricReader>) {
  const waiting = new Map<string, number>()
  const asking = new AbortController()
  let samples: MarkSamples = { answerMs: [], seenMs: [] }

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
        samples.seenMs.push(performance.now() - acceptedAt)
        waiting.delete(dimensions.shop!)
      }
      const oldest = Math.min(...waiting.values())
      voidUnless(performance.now() - oldest < giveUpMs || waiting.size === 0, 'an accepted order never showed')
    }
  }

  const asked = ask()
  // It is awaited below; until then a failure must not end the process.
  asked.catch(() => {})

  async function mark(shop: string): Promise<void> {
    const sentAt = performance.now()
    const { status, accepted } = await sender.post(orderOf(shop))
    voidUnless(status === 200 && accepted === 1, `ingest answered ${status}`)
    const answeredAt = performance.now()
    samples.answerMs.push(answeredAt - sentAt)
    waiting.set(shop, answeredAt)
  }

  return {
    /** Sends marks until there are enough, or as long as it is told to, and waits until each was seen. */
    async measure(name: string, isEnough: (marks: number) => boolean): Promise<MarkSamples> {
      for (let at = 0; !isEnough(at); at++) {
        await mark(`${name}-${at}`)
        await wait(100 + Math.random() * 300)
      }
      while (waiting.size > 0) await Promise.race([wait(10), asked])
      const taken = samples
      samples = { answerMs: [], seenMs: [] }
      return taken
    },
    async stop(): Promise<void> {
      asking.abort()
      await asked
    },
  }
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
