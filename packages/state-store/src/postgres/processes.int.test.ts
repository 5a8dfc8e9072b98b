import { findPostgres, type PostgresServer } from '@weir/testing'
import { describe } from 'vitest'
import { processContract } from '../contract/processes.ts'

const server = await findPostgres()

describe.skipIf(!server)('a real server', () => {
  const { createDatabase } = server as PostgresServer
  processContract('postgres', async () => ({ url: await createDatabase(), remove: async () => undefined }))
})
