import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { processContract } from '../contract/processes.ts'

processContract('lmdb', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'weir-state-'))
  return { url: `lmdb:${directory}`, remove: () => rm(directory, { recursive: true }) }
})
