import { setTimeout as wait } from 'node:timers/promises'

export interface LoadOptions {
  writeKey: string
  ingestUrl(): string
  eventsPerSecond: number
  batchSize: number
  /** Shares of all events. */
  duplicates: number
  bad: number
  runId: string
  signal: AbortSignal
  /** Requests under way at once, at most. */
  concurrency?: number
  /** Told of each answer that was one. */
  onAnswer?(): void
}

interface Answer {
  accepted: number
  rejected: number
  events: { index: number; id: string; status: 'accepted' | 'rejected'; receipt: string }[]
}

/** Persons the events are about; an event's number tells whose it is. Prime, so that bad events and repeats hit everybody. */
export const peopleOfLoad = 2_003

const channels = ['alipay', 'wechat_pay', 'unionpay'] as const

/**
 * A sender as an SDK is one: every batch is sent again, unchanged, until ingest answers it. Open loop: it keeps to its
 * rate whatever the platform does, up to `concurrency` requests.
 */
export function createLoad(options: LoadOptions) {
  const { runId, batchSize, signal, concurrency = 200 } = options
  const accepted = new Set<string>()
  const totals = {
    sent: 0,
    acceptedEvents: 0,
    rejectedEvents: 0,
    requests: 0,
    retries: 0,
    busy: 0,
    unexpected: [] as string[],
  }
  const receipts: string[] = []
  let number = 0
  let underWay = 0
  let brokenChannel: string | undefined

  function event(id: string, index: number): Record<string, unknown> {
    const person = index % peopleOfLoad
    const channel = channels[index % channels.length]!
    const failed = channel === brokenChannel ? index % 5 < 3 : index % 50 === 0
    // Each person first goes under two names that nothing joins: who they are is only known when both come together.
    const signedIn = index % 3 === 0
    const apart = Math.floor(index / peopleOfLoad) % 2 === 0
    const keys = {
      ...((!signedIn || !apart) && { anonymousId: `anon-${runId}-${person}` }),
      ...(signedIn && { userId: `user-${runId}-${person}` }),
    }
    const common = { messageId: id, timestamp: new Date().toISOString(), type: 'track', ...keys }
    const money = {
      order_id: `o-${runId}-${index}`,
      amount: ((index % 900) + 0.5).toFixed(2),
      currency: 'CNY',
      channel,
      platform: 'ios',
    }
    switch (index % 6) {
      case 0:
        return { ...common, event: failed ? 'payment.failed' : 'payment.succeeded', properties: money }
      case 1:
        return {
          ...common,
          event: 'Order Completed',
          properties: {
            ...money,
            total: money.amount,
            products: [{ sku: `s${index % 50}`, price: '9.90', quantity: 2 }],
          },
        }
      case 2:
        return {
          ...common,
          event: failed ? 'payment.failed' : 'payment.succeeded',
          properties: money,
          context: { traits: { phone: phoneOf(person) } },
        }
      default:
        return {
          ...common,
          event: 'Product Viewed',
          properties: { sku: `s${index % 50}`, note: `call ${phoneOf(person)} now`, depth: { a: index } },
        }
    }
  }

  /** Events ingest must refuse: a wrong type, a missing name, no identity, a shape that is none. */
  function badEvent(id: string, index: number): unknown {
    switch (index % 4) {
      case 0:
        return {
          messageId: id,
          type: 'track',
          event: 'Order Completed',
          userId: `u-${index}`,
          properties: { total: { not: 'money' } },
        }
      case 1:
        return { messageId: id, type: 'track', userId: `u-${index}` }
      case 2:
        return { messageId: id, type: 'track', event: 'Product Viewed', userId: `u-${index}`, properties: 'none' }
      default:
        return 'no event'
    }
  }

  /** Any good event at least a thousand before: the newest ids are in the processor's memory, the old ones in the index alone. */
  function earlierThan(index: number): number {
    const thousands = Math.floor(index / 1_000)
    const firstGood = Math.ceil((options.bad + options.duplicates) * 1_000)
    return ((index * 7_919) % (thousands - 1)) * 1_000 + firstGood + ((index * 31) % (1_000 - firstGood))
  }

  function batch(): string {
    const events: unknown[] = []
    for (let at = 0; at < batchSize; at++) {
      const index = number++
      const turn = index % 1_000
      if (turn < options.bad * 1_000) events.push(badEvent(`bad-${runId}-${index}`, index))
      else if (turn < (options.bad + options.duplicates) * 1_000 && index > 5_000) {
        const earlier = earlierThan(index)
        events.push(event(`e-${runId}-${earlier}`, earlier))
      } else events.push(event(`e-${runId}-${index}`, index))
    }
    return JSON.stringify({ batch: events, sentAt: new Date().toISOString() })
  }

  async function deliver(body: string): Promise<void> {
    const authorization = `Basic ${Buffer.from(`${options.writeKey}:`).toString('base64')}`
    for (let attempt = 0; ; attempt++) {
      let pauseMs = Math.min(400, 50 * 2 ** Math.min(attempt, 3))
      try {
        totals.requests += 1
        const response = await fetch(`${options.ingestUrl()}/v1/batch`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization },
          body,
          signal: AbortSignal.timeout(10_000),
        })
        if (response.ok) {
          options.onAnswer?.()
          return count((await response.json()) as Answer)
        }
        const text = await response.text()
        // As told: a sender that knocks all the time keeps a platform that is coming back from coming back.
        pauseMs = Math.max(pauseMs, Number(response.headers.get('retry-after') ?? 0) * 1_000)
        if (response.status === 503 || response.status === 429) totals.busy += 1
        else totals.unexpected.push(`${response.status} ${text.slice(0, 300)}`)
      } catch {
        // Connection refused or cut: the fate is unknown, the same batch goes again.
      }
      totals.retries += 1
      await wait(pauseMs)
    }
  }

  function count(answer: Answer): void {
    totals.acceptedEvents += answer.accepted
    totals.rejectedEvents += answer.rejected
    for (const { id, status, receipt } of answer.events) {
      if (status === 'accepted') accepted.add(id)
      if (receipts.length < 50) receipts.push(receipt)
    }
  }

  async function run(): Promise<void> {
    const startedAt = performance.now()
    const deliveries = new Set<Promise<void>>()
    while (!signal.aborted) {
      const due = Math.floor(((performance.now() - startedAt) / 1_000) * options.eventsPerSecond)
      if (totals.sent < due && underWay < concurrency) {
        totals.sent += batchSize
        underWay += 1
        const delivery = deliver(batch()).finally(() => {
          underWay -= 1
          deliveries.delete(delivery)
        })
        deliveries.add(delivery)
      } else await wait(2)
    }
    await Promise.all(deliveries)
  }

  return {
    run,
    totals,
    /** Ids ingest said yes to. */
    accepted: accepted as ReadonlySet<string>,
    receipts: receipts as readonly string[],
    breakChannel(channel: string | undefined): void {
      brokenChannel = channel
    },
  }
}

export type Load = ReturnType<typeof createLoad>

const phoneOf = (person: number) => `+861391${String(2_000_000 + person).slice(-7)}`
