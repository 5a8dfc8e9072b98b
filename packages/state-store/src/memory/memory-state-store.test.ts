import { stateStoreContract } from '../contract.ts'
import { createMemoryStateStore } from './memory-state-store.ts'

stateStoreContract('memory', async () => createMemoryStateStore())
