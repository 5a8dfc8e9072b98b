import { setTimeout as wait } from 'node:timers/promises'
import { deadline } from './deadline.ts'
import { weirErrorOf } from './faults.ts'

export interface CallLimits {
  timeoutMs?: number
  signal?: AbortSignal
  /** Whether the same call may be made again after this failure. */
  repeat(error: unknown): boolean
  /** True for inserts: see weirErrorOf. */
  rowsAtRisk?: boolean
}

export type Caller = <T>(what: string, limits: CallLimits, run: (signal: AbortSignal) => Promise<T>) => Promise<T>

const tries = 4

/**
 * Makes calls under a deadline, repeats those that may be repeated (50, 200, 800 ms apart, with jitter) and turns every
 * failure into a WeirError. An aborted call throws the caller's reason.
 */
export const createCaller =
  (defaultTimeoutMs: number): Caller =>
  async (what, { timeoutMs = defaultTimeoutMs, signal, repeat, rowsAtRisk = false }, run) => {
    const limit = deadline(timeoutMs, signal, what)
    try {
      for (let attempt = 1; ; attempt++) {
        try {
          return await run(limit.signal)
        } catch (error) {
          if (signal?.aborted) throw signal.reason
          if (limit.signal.aborted || attempt === tries || !repeat(error)) {
            throw weirErrorOf(limit.reasonOr(error), what, rowsAtRisk)
          }
          await wait(50 * 4 ** (attempt - 1) * (0.5 + Math.random() / 2), undefined, { signal: limit.signal }).catch(
            () => {},
          )
        }
      }
    } finally {
      limit.clear()
    }
  }
