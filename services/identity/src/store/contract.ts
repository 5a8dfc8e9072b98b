import { afterEach, beforeEach, describe } from 'vitest'
import { functionContract } from './contract/function-contract.ts'
import { linkContract } from './contract/link-contract.ts'
import { outboxContract } from './contract/outbox-contract.ts'
import { writerContract } from './contract/writer-contract.ts'
import type { IdentityStore } from './identity-store.ts'

/** A state under test: opened by as many stores as a test wants, gone afterwards. */
export interface StateUnderTest {
  open(): Promise<IdentityStore>
  dispose(): Promise<void>
}

/** What every adapter must do. `numRuns`: random graphs per property, fewer where each costs a flush. */
export function identityStoreContract(
  backend: string,
  newState: () => Promise<StateUnderTest>,
  options: { numRuns: number },
): void {
  describe(`IdentityStore on ${backend}`, () => {
    let state: StateUnderTest
    let store: IdentityStore
    let opened: IdentityStore[]
    beforeEach(async () => {
      state = await newState()
      store = await state.open()
      opened = [store]
    })
    afterEach(async () => {
      for (const each of opened) await each.close()
      await state.dispose()
    })
    const reopen = async () => {
      const again = await state.open()
      opened.push(again)
      return again
    }
    describe('links', () => linkContract(() => store))
    describe('the outbox', () => outboxContract(() => store, reopen))
    describe('the writer', () => writerContract(() => store, reopen))
  })
  describe(`Identity on ${backend}`, () => {
    const states: StateUnderTest[] = []
    afterEach(async () => {
      for (const state of states.splice(0)) await state.dispose()
    })
    const fresh = async () => {
      const state = await newState()
      states.push(state)
      return state.open()
    }
    functionContract(fresh, options.numRuns)
  })
}
