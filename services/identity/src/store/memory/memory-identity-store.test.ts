import { identityStoreContract } from '../contract.ts'
import { createMemoryIdentityState, openMemoryIdentityStore } from './memory-identity-store.ts'

identityStoreContract(
  'memory',
  async () => {
    const state = createMemoryIdentityState()
    return { open: async () => openMemoryIdentityStore(state), dispose: async () => {} }
  },
  { numRuns: 200 },
)
