import { isWeirError } from '@weir/errors'
import { holdLease } from './hold-lease.ts'
import { type LeaseClock, monotonicClock } from './lease-clock.ts'
import { type LeaseDocuments, leaseDocuments } from './lease-documents.ts'
import type { Leases } from './leases.ts'
import { holderIsDead } from './process-holder.ts'
import type { StateStore } from './state-store.ts'

export interface LeaseOptions {
  clock?: LeaseClock
  /** Whether a holder has certainly ended, so that nobody need wait for its lease; by default `processHolder` ids tell. */
  isDead?: (holder: string) => boolean
}

/** How long the same beat has been seen, by our own clock. */
function createSilence(clock: LeaseClock) {
  let beat = ''
  let sinceMs = 0
  return (seen: LeaseDocuments, readAtMs: number): number => {
    const now = `${seen.epoch}.${seen.beatVersion}`
    if (now !== beat) {
      beat = now
      // Not `readAtMs`: the beat may be as young as the end of the read.
      sinceMs = clock.nowMs()
    }
    return readAtMs - sinceMs
  }
}

/** Leases over any state store. */
export function createLeases(state: StateStore, options: LeaseOptions = {}): Leases {
  const { clock = monotonicClock, isDead = holderIsDead } = options

  return {
    async acquire(name, { holder, ttlMs, signal }) {
      const documents = leaseDocuments(state, name)
      const silenceMs = createSilence(clock)
      const pollMs = Math.min(Math.max(ttlMs / 10, 20), 500)
      for (;;) {
        signal?.throwIfAborted()
        const readAtMs = clock.nowMs()
        const seen = await documents.read()
        // The holder's own ttl: with ours, a shorter one in a new configuration would cut into a living lease.
        const expired = silenceMs(seen, readAtMs) >= (seen.ttlMs ?? 0)
        if (seen.free || expired || (seen.holder !== undefined && isDead(seen.holder))) {
          const takenAtMs = clock.nowMs()
          try {
            const epoch = await documents.take(seen, { holder, ttlMs })
            return holdLease({ name, holder, epoch, ttlMs, takenAtMs, documents, clock })
          } catch (error) {
            // Another standby was faster, or the holder beat at last.
            if (!isWeirError(error, 'CONFLICT')) throw error
          }
        }
        await clock.wait(pollMs, signal)
      }
    },
  }
}
