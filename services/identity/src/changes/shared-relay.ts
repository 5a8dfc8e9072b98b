import type { Leases } from '@weir/state-store'
import { aborted } from '../work/aborted.ts'
import { type RelayParts, startRelay } from './relay.ts'

export interface SharedRelayParts extends RelayParts {
  leases: Leases
  holder: string
  leaseTtlMs: number
  /** Between two looks at the outbox, for what other processes put there. */
  pollMs: number
}

/**
 * The relay of an outbox that many processes fill: one at a time empties it for all, under a lease. Whoever dies between
 * append and delete, or goes on after it lost the lease, makes the next one append the same once more, which changes nothing.
 */
export function startSharedRelay(parts: SharedRelayParts) {
  const { leases, holder, leaseTtlMs, pollMs, insist, onFailure } = parts
  const stopping = new AbortController()
  const { signal } = stopping
  let wake = () => {}

  async function run(): Promise<void> {
    while (!signal.aborted) {
      const acquire = () => leases.acquire('identity-relay', { holder, ttlMs: leaseTtlMs, signal })
      const lease = await insist('the lease of the relay', acquire, signal)
      const failed = new AbortController()
      const relay = startRelay({ ...parts, onFailure: error => failed.abort(error) })
      wake = relay.wake
      const looking = setInterval(wake, pollMs)
      await aborted(AbortSignal.any([signal, lease.lost, failed.signal]))
      clearInterval(looking)
      wake = () => {}
      await relay.stop()
      // Out of reach, it expires by itself.
      await lease.release().catch(() => undefined)
      failed.signal.throwIfAborted()
    }
  }
  const running = run().catch(error => {
    if (!signal.aborted) onFailure(error)
  })

  return {
    /** There is something in the outbox. */
    wake: (): void => wake(),
    async stop(): Promise<void> {
      stopping.abort()
      await running
    },
  }
}
