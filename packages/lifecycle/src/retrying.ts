import { setTimeout as wait } from 'node:timers/promises'
import { isWeirError } from '@weir/errors'

export interface RetryOptions {
  /** Ends the waiting; `retrying` then throws the signal's reason. */
  signal: AbortSignal
  /** Told before each wait: the place for readiness and one log line. */
  onWait?(error: Error, delayMs: number): void
  firstDelayMs?: number
  longestDelayMs?: number
}

/**
 * Runs until it succeeds: an engine that is down comes back, so retryable WeirErrors back off for ever (doubling,
 * with jitter so that a fleet does not knock in step). Everything else is thrown at once.
 */
export async function retrying<T>(run: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { signal, onWait, firstDelayMs = 100, longestDelayMs = 5_000 } = options
  for (let attempt = 0; ; attempt++) {
    signal.throwIfAborted()
    try {
      return await run()
    } catch (error) {
      if (!isWeirError(error) || !error.retryable) throw error
      const ceiling = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(attempt, 30))
      const delayMs = Math.round(ceiling * (0.5 + Math.random() / 2))
      onWait?.(error, delayMs)
      await wait(delayMs, undefined, { signal }).catch(() => signal.throwIfAborted())
    }
  }
}
