import type { WatchedRule } from './on-call/watched-rule.ts'
import type { Payment } from './shop/checkout.ts'

/** Rates are kept in buckets this wide (packages/metric-definitions), milliseconds. */
const bucketMs = 10_000

/**
 * What the rule should see, reckoned from what was sent alone: payments of one channel in 10 s buckets of their
 * `timestamp`. Weir is not asked, so its answer can be judged by this.
 */
export function createCrossing(rule: WatchedRule, channel: string) {
  const buckets = new Map<number, { succeeded: number; all: number }>()
  let watching = false
  let crossedAt: number | undefined

  /** A window at time t merges the buckets that end after t − w and start by t, the open one included. */
  function windowOf(now: number, windowMs: number): { rate: number; sample: number } {
    let succeeded = 0
    let all = 0
    for (const [start, bucket] of buckets) {
      if (start + bucketMs <= now - windowMs || start > now) continue
      succeeded += bucket.succeeded
      all += bucket.all
    }
    return { rate: all === 0 ? 1 : succeeded / all, sample: all }
  }

  const holds = (now: number): boolean =>
    rule.conditions.every(({ windowMs, below }) => {
      const { rate, sample } = windowOf(now, windowMs)
      return sample >= rule.minSample && rate < below
    })

  /** Looks once: when a payment comes, and as time passes, because a bucket that leaves a window changes it, too. */
  function look(now: number): void {
    if (watching && crossedAt === undefined && holds(now)) crossedAt = now
  }

  return {
    add(payment: Payment, at: number): void {
      if (payment.channel !== channel) return
      const start = Math.floor(at / bucketMs) * bucketMs
      const bucket = buckets.get(start) ?? { succeeded: 0, all: 0 }
      bucket.all += 1
      if (payment.succeeded) bucket.succeeded += 1
      buckets.set(start, bucket)
      look(at)
    },
    look,
    /** From now on a crossing is the outage. */
    watch(): void {
      watching = true
    },
    /** The first instant at which every condition held; undefined while none did. */
    crossedAt: () => crossedAt,
    /** Enough payments in every window, and a rate well above every threshold. */
    normal: (now: number): boolean =>
      rule.conditions.every(({ windowMs, below }) => {
        const { rate, sample } = windowOf(now, windowMs)
        return sample >= 2 * rule.minSample && rate > (1 + below) / 2
      }),
  }
}

export type Crossing = ReturnType<typeof createCrossing>
