import { openPostgres, type Postgres } from '@weir/postgres'
import { findPostgres } from '@weir/testing'
import type { IdentityStore } from '../identity-store.ts'
import { createPostgresIdentityStore } from './postgres-identity-store.ts'

export const server = await findPostgres()

/** A new database with Weir's tables; everything opened on it is closed by `dispose`. */
export async function newDatabase() {
  const url = await server!.createDatabase()
  const opened: Postgres[] = []
  const open = async () => {
    const postgres = await openPostgres({ url, maxConnections: 3 })
    opened.push(postgres)
    return postgres
  }
  return {
    url,
    open,
    /** As one process opens it. */
    openStore: async (): Promise<IdentityStore> => createPostgresIdentityStore(await open()),
    async dispose(): Promise<void> {
      await Promise.all(opened.splice(0).map(postgres => postgres.close()))
    },
  }
}

/** How many transactions of a database the server has ended to break a ring; exact once nobody is connected to it. */
export async function deadlocksIn(url: string): Promise<number> {
  const postgres = await openPostgres({ url: server!.url })
  try {
    const name = new URL(url).pathname.slice(1)
    const [row] = await postgres.query<{ deadlocks: string }>(
      'SELECT deadlocks FROM pg_stat_database WHERE datname = $1',
      [name],
    )
    return Number(row!.deadlocks)
  } finally {
    await postgres.close()
  }
}
