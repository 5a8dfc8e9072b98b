import { describe } from 'vitest'
import { identityStoreContract } from '../contract.ts'
import { newDatabase, server } from './database.fixture.ts'

describe.skipIf(!server)('on a real server', () => {
  identityStoreContract(
    'postgres',
    async () => {
      const { openStore, dispose } = await newDatabase()
      return { open: openStore, dispose }
    },
    { numRuns: 4 },
  )
})
