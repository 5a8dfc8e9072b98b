import { isWeirError, WeirError } from '@weir/errors'
import type { LeaseClock } from './lease-clock.ts'
import type { LeaseAccess } from './lease-documents.ts'
import type { Lease } from './leases.ts'

export interface Holding {
  name: string
  holder: string
  epoch: number
  ttlMs: number
  /** Our clock before the lease was taken: standbys count from a later instant than this. */
  takenAtMs: number
  documents: LeaseAccess
  clock: LeaseClock
}

/** Beats three times in a `ttlMs`. When no beat arrived for that long, we call it lost before any standby may take it. */
export function holdLease({ name, holder, epoch, ttlMs, takenAtMs, documents, clock }: Holding): Lease {
  const lost = new AbortController()
  const ended = new AbortController()
  let goodUntilMs = takenAtMs + ttlMs

  const lose = (why: string) => {
    if (ended.signal.aborted) return
    ended.abort()
    lost.abort(new WeirError('FENCED', `the lease ${name} of ${holder} is lost: ${why}`))
    // Not taken over yet, perhaps: then the next need not wait. Late or impossible, it changes nothing.
    void beating.then(() => documents.end(epoch)).catch(() => undefined)
  }

  async function beat(): Promise<void> {
    while (!ended.signal.aborted) {
      await clock.wait(ttlMs / 3, ended.signal)
      if (ended.signal.aborted) return
      const startedAtMs = clock.nowMs()
      try {
        await documents.beat(epoch)
        goodUntilMs = startedAtMs + ttlMs
      } catch (error) {
        // Any other failure is a state store out of reach: the watch below decides how long that may last.
        if (isWeirError(error, 'CONFLICT')) lose('another holder took over')
      }
    }
  }

  async function watch(): Promise<void> {
    while (!ended.signal.aborted) {
      const leftMs = goodUntilMs - clock.nowMs()
      if (leftMs <= 0) return lose(`it was not renewed for ${ttlMs} ms`)
      await clock.wait(leftMs, ended.signal)
    }
  }

  const beating = beat()
  void watch()

  return {
    name,
    holder,
    epoch,
    fence: documents.fence(epoch),
    lost: lost.signal,
    async release() {
      if (ended.signal.aborted) return
      ended.abort()
      // A beat under way would otherwise take the release back.
      await beating
      await documents.end(epoch).catch((error: unknown) => {
        if (!isWeirError(error, 'CONFLICT')) throw error
      })
    },
  }
}
