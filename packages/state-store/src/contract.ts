import { afterEach, beforeEach, describe } from 'vitest'
import { documentContract } from './contract/documents.ts'
import { leaseContract } from './contract/leases.ts'
import { documentModelContract } from './contract/model.ts'
import { outboxContract } from './contract/outbox.ts'
import { positionContract } from './contract/positions.ts'
import type { StateStore } from './state-store.ts'

/**
 * What every adapter must do, and leases, positions and outbox over it. `open` yields a fresh, empty store each time;
 * the suite closes it.
 */
export function stateStoreContract(backend: string, open: () => Promise<StateStore>): void {
  describe(`StateStore on ${backend}`, () => {
    let state: StateStore
    beforeEach(async () => {
      state = await open()
    })
    afterEach(() => state.close())
    const store = () => state
    describe('documents', () => documentContract(store))
    describe('documents against a model', () => documentModelContract(store))
    describe('leases', () => leaseContract(store))
    describe('positions', () => positionContract(store))
    describe('outbox', () => outboxContract(store))
  })
}
