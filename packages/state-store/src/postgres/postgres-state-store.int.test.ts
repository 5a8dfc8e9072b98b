import { openPostgres, type Postgres } from '@weir/postgres'
import { findPostgres, type PostgresServer } from '@weir/testing'
import { afterAll, beforeAll, describe } from 'vitest'
import { stateStoreContract } from '../contract.ts'
import { openPostgresStateStore } from './postgres-state-store.ts'

const server = await findPostgres()

describe.skipIf(!server)('a real server', () => {
  const { createDatabase } = server as PostgresServer
  let url: string
  let postgres: Postgres
  beforeAll(async () => {
    url = await createDatabase()
    postgres = await openPostgres({ url })
  })
  afterAll(() => postgres.close())

  stateStoreContract('postgres', async () => {
    await postgres.query('TRUNCATE weir.documents, weir.state_requests')
    return openPostgresStateStore({ url })
  })
})
