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
  /** Aborts when the lease is lost. */
  lost: AbortSignal
  release(): Promise<void>
}

export interface Leases {
  /** Waits until the lease is ours; beats by itself until released or lost. */
  acquire(name: string, options: { holder: string; ttlMs: number; signal?: AbortSignal }): Promise<Lease>
}
