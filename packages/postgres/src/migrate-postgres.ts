import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { failureOf } from './failure.ts'
import { settingsOf } from './settings.ts'

const directory = fileURLToPath(new URL('../../../schemas/postgres', import.meta.url))
const schema = 'weir'
const migrationsTable = 'migrations'
/** Of an advisory lock: whoever comes second waits, and then finds nothing left to do. */
const lockId = '7301947261850312'
/** A migration may take long, and those behind it wait as long. */
const longestMs = 600_000

export interface MigrateOptions {
  url: string
  connectTimeoutMs?: number
}

/**
 * Brings the schema `weir` up to date, in one transaction; safe when many processes begin at once. Without anything to
 * do it needs no right but to read. Answers what it applied, in order.
 * @throws WeirError CONFIG_INVALID when the role may not; STATE_UNAVAILABLE
 */
export const migratePostgres = (options: MigrateOptions): Promise<readonly string[]> =>
  withClient(options, async client => {
    if ((await missing(client)).length === 0) return []
    await client.query('SELECT pg_advisory_lock($1)', [lockId])
    return apply(client)
  })

/** Migrations that `migratePostgres` would apply. */
export const missingMigrations = (options: MigrateOptions): Promise<readonly string[]> => withClient(options, missing)

/** With a connection of its own, before the schema is there that others need. */
export async function withClient<T>(
  { url, connectTimeoutMs = 5_000 }: MigrateOptions,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const { connectionString, where } = settingsOf(url)
  const client = new Client({
    connectionString,
    application_name: 'weir migrate',
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: longestMs,
    keepAlive: true,
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return await work(client)
  } catch (error) {
    throw failureOf(deepest(error), where).error
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Migrations of this version that the database does not have. */
async function missing(client: Client): Promise<string[]> {
  const wanted = (await readdir(directory)).filter(name => name.endsWith('.sql')).map(name => name.slice(0, -4))
  const table = await client.query(`SELECT to_regclass($1) AS found`, [`${schema}.${migrationsTable}`])
  if (table.rows[0]?.found === null) return wanted.sort()
  const { rows } = await client.query<{ name: string }>('SELECT name FROM weir.migrations')
  const applied = new Set(rows.map(({ name }) => name))
  return wanted.filter(name => !applied.has(name)).sort()
}

async function apply(client: Client): Promise<string[]> {
  // Again: whoever had the lock before us has done it.
  if ((await missing(client)).length === 0) return []
  const [exists] = (await client.query('SELECT to_regnamespace($1) AS found', [schema])).rows
  // Loads much, and is needed only now.
  const { runner } = await import('node-pg-migrate')
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined, debug: () => undefined }
  const applied = await runner({
    dbClient: client,
    dir: directory,
    direction: 'up',
    migrationsTable,
    migrationsSchema: schema,
    // Asked of the server even where it exists already, it takes a right that is not needed.
    createMigrationsSchema: exists?.found === null,
    singleTransaction: true,
    noLock: true,
    logger: log,
  })
  return applied.map(({ name }) => name)
}

/** The server's own error inside what the runner made of it. */
function deepest(error: unknown): unknown {
  const { cause } = error as { cause?: unknown }
  return cause === undefined ? error : deepest(cause)
}
