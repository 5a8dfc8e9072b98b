import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { identityStoreContract } from '../contract.ts'
import { openLmdbIdentityStore } from './lmdb-identity-store.ts'

identityStoreContract(
  'lmdb',
  async () => {
    const path = await mkdtemp(join(tmpdir(), 'weir-identity-'))
    return {
      open: () => openLmdbIdentityStore({ path }),
      dispose: () => rm(path, { recursive: true, force: true }),
    }
  },
  { numRuns: 6 },
)
