/** How fast a key may send: tokens are events. */
export interface Rate {
  perSecond: number
  /** Most that may come at once after a pause. */
  burst: number
}

/** What is left for a key. */
export interface Standing {
  limit: number
  remaining: number
  /** Seconds until something may be sent again (when nothing is left), or until everything may. */
  resetSeconds: number
}

export interface RateLimits {
  /** What is left, without taking anything. */
  ask(key: string, rate: Rate): Standing
  take(key: string, rate: Rate, events: number): Standing
}

interface Bucket {
  tokens: number
  /** When `tokens` was true, ms. */
  at: number
}

/** Buckets remembered: more than one process has senders. The one unused for longest is most likely full again. */
const mostBuckets = 10_000

/**
 * A bucket of tokens for each key. A request is let in while a token is left and then pays for all its events, if need
 * be with debt: so a batch larger than the bucket gets through, and the average holds all the same. Each process
 * has its own buckets; behind a balancer the limit is that of all of them together.
 */
export function createRateLimits(now: () => number = () => performance.now()): RateLimits {
  const buckets = new Map<string, Bucket>()

  function filled(key: string, { perSecond, burst }: Rate): Bucket {
    const at = now()
    const before = buckets.get(key)
    const tokens = before ? Math.min(burst, before.tokens + ((at - before.at) / 1_000) * perSecond) : burst
    return { tokens, at }
  }

  const standing = ({ tokens }: Bucket, { perSecond, burst }: Rate): Standing => ({
    limit: burst,
    remaining: Math.max(0, Math.floor(tokens)),
    resetSeconds: Math.max(0, Math.ceil(((tokens < 1 ? 1 : burst) - tokens) / perSecond)),
  })

  return {
    ask: (key, rate) => standing(filled(key, rate), rate),
    take(key, rate, events) {
      const bucket = filled(key, rate)
      bucket.tokens -= events
      buckets.delete(key)
      buckets.set(key, bucket)
      if (buckets.size > mostBuckets) buckets.delete(buckets.keys().next().value!)
      return standing(bucket, rate)
    },
  }
}
