import { isWeirError } from '@weir/errors'

const firstDelayMs = 50
const longestDelayMs = 5_000

/** Runs until it succeeds; waits between retryable WeirErrors. Any other error, or the signal's reason, is thrown. */
export async function retrying<T>(
  run: () => T | Promise<T>,
  options: { signal: AbortSignal; onRetry: (error: unknown) => void },
): Promise<T> {
  for (let delayMs = firstDelayMs; ; delayMs = Math.min(delayMs * 2, longestDelayMs)) {
    options.signal.throwIfAborted()
    try {
      return await run()
    } catch (error) {
      if (!isWeirError(error) || !error.retryable) throw error
      options.signal.throwIfAborted()
      options.onRetry(error)
      await pause(delayMs * (0.5 + Math.random() / 2), options.signal)
    }
  }
}

/** Resolves after the delay, or at once when the signal aborts. */
export const pause = (delayMs: number, signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, delayMs)
    signal.addEventListener('abort', done)
  })
