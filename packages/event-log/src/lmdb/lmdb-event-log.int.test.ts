import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventLogContract } from '../contract.ts'
import { openEventLog } from '../open.ts'

eventLogContract('LMDB', {
  limits: true,
  async create(options) {
    const directory = await mkdtemp(join(tmpdir(), 'weir-log-'))
    return {
      open: () => openEventLog({ url: `lmdb:${join(directory, 'log')}`, ...options }),
      remove: () => rm(directory, { recursive: true }),
    }
  },
})
