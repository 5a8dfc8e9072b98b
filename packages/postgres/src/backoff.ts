import { setTimeout as delay } from 'node:timers/promises'
import type { WeirError } from '@weir/errors'

const firstPauseMs = 10
const longestPauseMs = 1_000

/** An attempt that failed for a reason that passes, and left nothing behind. */
export class Passing extends Error {
  readonly failure: WeirError

  constructor(failure: WeirError) {
    super(failure.message)
    this.failure = failure
  }
}

export interface Patience {
  /** No new attempt begins later than this after the first. */
  patienceMs: number
  /** Aborted, it ends the waiting. */
  closing: AbortSignal
}

/** Attempts again after what passes, with growing pauses of random length; when patience ends, throws the last failure. */
export async function persist<T>(attempt: () => Promise<T>, { patienceMs, closing }: Patience): Promise<T> {
  const untilMs = performance.now() + patienceMs
  for (let failures = 0; ; failures += 1) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof Passing)) throw error
      const pauseMs = Math.min(firstPauseMs * 2 ** failures, longestPauseMs) * (0.5 + Math.random())
      if (closing.aborted || performance.now() + pauseMs > untilMs) throw error.failure
      await delay(pauseMs, undefined, { signal: closing }).catch(() => undefined)
    }
  }
}
