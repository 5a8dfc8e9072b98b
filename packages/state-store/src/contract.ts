import { describe } from 'vitest'
import type { StateStore } from './state-store.ts'

/** What every adapter must do, and leases, positions and outbox over it. `open` yields a fresh, empty store. */
export function stateStoreContract(backend: string, _open: () => Promise<StateStore>): void {
  describe.todo(`StateStore on ${backend}`)
}
