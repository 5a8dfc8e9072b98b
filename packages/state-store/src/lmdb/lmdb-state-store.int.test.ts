import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { stateStoreContract } from '../contract.ts'
import { openLmdbStateStore } from './lmdb-state-store.ts'

const root = await mkdtemp(join(tmpdir(), 'weir-state-'))
let stores = 0
stateStoreContract('lmdb', () => openLmdbStateStore(join(root, String(stores++))))
afterAll(() => rm(root, { recursive: true }))
