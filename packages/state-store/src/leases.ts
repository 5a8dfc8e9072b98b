import type { Operation } from './state-store.ts'

/**
 * Leadership with an epoch. A standby takes over when the holder has not beaten for `ttlMs` of the standby's own
 * monotonic clock: no two clocks are ever compared.
 */
export interface Lease {
  name: string
  holder: string
  /** Grows with every change of holder. */
  epoch: number
  /** Put this into a transaction: it fails with CONFLICT once another holder took over. */
  fence: Operation
  /** Aborts when the lease is lost, at the latest before a standby may have it; its reason is a WeirError FENCED. */
  lost: AbortSignal
  release(): Promise<void>
}

export interface Leases {
  /**
   * Waits until the lease is ours; beats by itself until released or lost. A holder named by `processHolder` whose
   * process has ended on this machine is not waited for.
   * @throws the reason of `signal`; WeirError STATE_UNAVAILABLE, after which the wait begins anew with the next call.
   */
  acquire(name: string, options: { holder: string; ttlMs: number; signal?: AbortSignal }): Promise<Lease>
}
