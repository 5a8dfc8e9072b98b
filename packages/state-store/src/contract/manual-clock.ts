import type { LeaseClock } from '../lease-clock.ts'

/** A clock that stands still until told otherwise, and tells when everybody it woke has gone back to sleep. */
export interface ManualClock extends LeaseClock {
  /** Moves on and wakes those whose time has come; resolves once `sleepers` are asleep again. */
  advance(ms: number, sleepers: number): Promise<void>
  /** Resolves once so many are asleep. */
  asleep(sleepers: number): Promise<void>
}

export function createManualClock(): ManualClock {
  let nowMs = 0
  const sleeping = new Set<{ untilMs: number; wake: () => void }>()
  const watchers = new Set<() => void>()

  const asleep = (sleepers: number) =>
    new Promise<void>(resolve => {
      const look = () => {
        if (sleeping.size < sleepers) return
        watchers.delete(look)
        resolve()
      }
      watchers.add(look)
      look()
    })

  return {
    nowMs: () => nowMs,
    wait: (ms, signal) =>
      new Promise<void>(resolve => {
        if (signal?.aborted) return resolve()
        const sleeper = {
          untilMs: nowMs + ms,
          wake: () => {
            sleeping.delete(sleeper)
            signal?.removeEventListener('abort', sleeper.wake)
            resolve()
          },
        }
        sleeping.add(sleeper)
        signal?.addEventListener('abort', sleeper.wake)
        for (const look of watchers) look()
      }),
    asleep,
    async advance(ms, sleepers) {
      nowMs += ms
      for (const sleeper of sleeping) if (sleeper.untilMs <= nowMs) sleeper.wake()
      await asleep(sleepers)
    },
  }
}
