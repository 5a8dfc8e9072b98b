import { setTimeout as delay } from 'node:timers/promises'

/** This process's monotonic clock; tests put one of their own in its place. */
export interface LeaseClock {
  nowMs(): number
  /** Resolves after `ms`, or as soon as the signal aborts. */
  wait(ms: number, signal?: AbortSignal): Promise<void>
}

export const monotonicClock: LeaseClock = {
  nowMs: () => performance.now(),
  async wait(ms, signal) {
    try {
      await delay(ms, undefined, signal && { signal })
    } catch (error) {
      if (!signal?.aborted) throw error
    }
  },
}
