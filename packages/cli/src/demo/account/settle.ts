import { setTimeout as wait } from 'node:timers/promises'
import type { RunCounts, RunStore } from './run-store.ts'

export interface Settling {
  sinceMs: number
  /** Whether nothing more is to come. */
  settled(counts: RunCounts): boolean
  signal: AbortSignal
}

const everyMs = 400
/** What has not moved for so long will not move any more, milliseconds. A service that is restarted is back sooner. */
const stillMs = 30_000
/** Doubles would come late, too. */
const secondLookMs = 1_500

/** Counts until everything is there, or nothing moves any more. */
export async function settle(store: RunStore, { sinceMs, settled, signal }: Settling): Promise<RunCounts> {
  let last = ''
  let movedAt = Date.now()
  for (;;) {
    const counts = await store.counts(sinceMs).catch(error => {
      if (Date.now() - movedAt > stillMs) throw error
      return undefined
    })
    if (counts && settled(counts)) break
    const now = JSON.stringify(counts ?? last)
    if (counts && now !== last) movedAt = Date.now()
    last = now
    if (Date.now() - movedAt > stillMs) break
    await wait(everyMs, undefined, { signal })
  }
  await wait(secondLookMs, undefined, { signal })
  return store.counts(sinceMs)
}
