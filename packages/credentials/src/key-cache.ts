import { LRUCache } from 'lru-cache'
import type { Principal } from './principal.ts'

/** Most answers kept of each sort. */
const maxKnown = 10_000
const maxUnknown = 10_000

/**
 * Answers by hash, good and bad apart, so that a flood of invented keys drives out no valid one.
 * Look-ups of the same key at once become one.
 */
export function createKeyCache(lookUp: (hash: string) => Promise<Principal | undefined>, ttlMs: number) {
  const perf = { now: () => performance.now() }
  const known = new LRUCache<string, Principal>({ max: maxKnown, ttl: ttlMs, perf })
  const unknown = new LRUCache<string, true>({ max: maxUnknown, ttl: ttlMs, perf })
  const pending = new Map<string, Promise<Principal | undefined>>()
  let forgotten = 0

  async function read(hash: string): Promise<Principal | undefined> {
    const start = perf.now()
    const forgottenBefore = forgotten
    const principal = await lookUp(hash)
    // To the cache an age of 0 would mean for ever.
    if (ttlMs <= 0) return principal
    // A key revoked meanwhile: this answer may be the one before.
    if (forgotten !== forgottenBefore) return principal
    // Its age counts from before the read, not after it.
    if (principal) known.set(hash, principal, { start })
    else unknown.set(hash, true, { start })
    return principal
  }

  return {
    async get(hash: string): Promise<Principal | undefined> {
      const principal = known.get(hash)
      if (principal || unknown.get(hash)) return principal
      const reading = pending.get(hash)
      if (reading) return reading
      const started = read(hash).finally(() => pending.delete(hash))
      pending.set(hash, started)
      return started
    },
    forget(hash: string): void {
      forgotten += 1
      pending.delete(hash)
      known.delete(hash)
    },
  }
}
