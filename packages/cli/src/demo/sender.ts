import { setTimeout as wait } from 'node:timers/promises'
import type { ShopEvent } from './shop.ts'

interface Answer {
  accepted: number
  rejected: number
  events: {
    index: number
    id: string
    status: 'accepted' | 'rejected'
    code?: string
    message?: string
    receipt: string
  }[]
}

/** Sends batches as an SDK would: the same ids again until ingest has answered. */
export function createSender(ingestUrl: string, writeKey: string) {
  const authorization = `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`
  const totals = { sent: 0, accepted: 0, rejected: 0, retries: 0 }
  let lastReceipt = ''
  let firstRejection: string | undefined

  async function post(body: string): Promise<Answer> {
    for (let attempt = 0; ; attempt++) {
      try {
        const answer = await fetch(`${ingestUrl}/v1/batch`, {
          method: 'POST',
          headers: { authorization, 'content-type': 'application/json' },
          body,
          signal: AbortSignal.timeout(15_000),
        })
        if (answer.ok) return (await answer.json()) as Answer
        const text = await answer.text()
        if (answer.status !== 429 && answer.status !== 503)
          throw new Refused(`ingest answered ${answer.status}: ${text.slice(0, 500)}`)
      } catch (error) {
        if (error instanceof Refused || attempt >= 60) throw error
      }
      totals.retries += 1
      await wait(Math.min(2_000, 100 * 2 ** attempt))
    }
  }

  return {
    totals,
    receipt: () => lastReceipt,
    firstRejection: () => firstRejection,
    async send(batch: readonly ShopEvent[]): Promise<void> {
      totals.sent += batch.length
      const answer = await post(JSON.stringify({ batch, sentAt: new Date().toISOString() }))
      totals.accepted += answer.accepted
      totals.rejected += answer.rejected
      const rejected = answer.events.find(({ status }) => status === 'rejected')
      firstRejection ??= rejected && `${rejected.code}: ${rejected.message}`
      lastReceipt = answer.events.findLast(({ status }) => status === 'accepted')?.receipt ?? lastReceipt
    },
  }
}

class Refused extends Error {}

export type Sender = ReturnType<typeof createSender>
