import type { Payment } from './shop.ts'

const bucketMs = 10_000

/** The shipped demo rule, schemas/alerts/payment_success_rate.yaml. */
export const rule = { threshold: 0.9, minSample: 50, windowsMs: [180_000, 30_000], forMs: 10_000 } as const

/**
 * What the rule should see, from what was sent alone: payments of one channel in 10 s buckets. `crossedAt` is the first
 * instant at which every window is under the threshold with enough samples.
 */
export function createCrossing(channel: string) {
  const buckets = new Map<number, { succeeded: number; all: number }>()
  let crossedAt: number | undefined

  /** A window at time t merges the buckets that end after t − w and start by t, the open one included. */
  function windowRate(now: number, windowMs: number): { rate: number; sample: number } {
    let succeeded = 0
    let all = 0
    for (const [start, bucket] of buckets) {
      if (start + bucketMs > now - windowMs && start <= now) {
        succeeded += bucket.succeeded
        all += bucket.all
      }
    }
    return { rate: all === 0 ? 1 : succeeded / all, sample: all }
  }

  const holds = (now: number) =>
    rule.windowsMs.every(windowMs => {
      const { rate, sample } = windowRate(now, windowMs)
      return sample >= rule.minSample && rate < rule.threshold
    })

  return {
    add(payment: Payment, at: number): void {
      if (payment.channel !== channel) return
      const start = Math.floor(at / bucketMs) * bucketMs
      const bucket = buckets.get(start) ?? { succeeded: 0, all: 0 }
      bucket.all += 1
      if (payment.succeeded) bucket.succeeded += 1
      buckets.set(start, bucket)
    },
    /** Looks once; call it after each batch. */
    look(now: number): void {
      if (crossedAt === undefined && holds(now)) crossedAt = now
    },
    crossedAt: () => crossedAt,
    /** Enough payments in every window, and a rate well above the threshold. */
    normal: (now: number) =>
      rule.windowsMs.every(windowMs => {
        const { rate, sample } = windowRate(now, windowMs)
        return sample >= 2 * rule.minSample && rate > rule.threshold
      }),
    rate: (now: number) => windowRate(now, 30_000),
  }
}

export type Crossing = ReturnType<typeof createCrossing>
