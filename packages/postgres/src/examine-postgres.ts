import { isWeirError } from '@weir/errors'
import { oldestVersion } from './check-server.ts'
import { type MigrateOptions, missingMigrations, withClient } from './migrate-postgres.ts'

/** One thing that was looked at. */
export interface Finding {
  /** What was found, a sentence. */
  what: string
  ok: boolean
  /** What to do when it is not `ok`. */
  remedy?: string
}

/** Alerts and leases compare no clocks, but times of people and of rows should agree to this. */
const maxClockDifferenceMs = 1_000
/** Connections of a few services beside those in use. */
const spareConnections = 20

interface Server {
  version: string
  encoding: string
  standby: boolean
  fsync: string
  fullPages: string
  synchronousCommit: string
  freeConnections: number
  maxConnections: number
  now: number
  mayCreate: boolean
  /** Tables of the schema `weir` that the role may not use. */
  forbidden: string[]
}

const look = `SELECT
  current_setting('server_version') AS version,
  current_setting('server_encoding') AS encoding,
  pg_is_in_recovery() AS standby,
  current_setting('fsync') AS fsync,
  current_setting('full_page_writes') AS "fullPages",
  current_setting('synchronous_commit') AS "synchronousCommit",
  current_setting('max_connections')::int AS "maxConnections",
  current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
    - (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend')::int AS "freeConnections",
  (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now,
  CASE WHEN to_regnamespace('weir') IS NULL THEN has_database_privilege(current_database(), 'CREATE')
    ELSE has_schema_privilege('weir', 'CREATE') END AS "mayCreate",
  ARRAY(SELECT c.relname::text FROM pg_class c WHERE c.relnamespace = to_regnamespace('weir') AND c.relkind = 'r'
    AND NOT (has_table_privilege(c.oid, 'SELECT') AND (c.relname = 'migrations'
      OR (has_table_privilege(c.oid, 'INSERT') AND has_table_privilege(c.oid, 'UPDATE')
        AND has_table_privilege(c.oid, 'DELETE'))))) AS forbidden`

/** What `weir doctor` says of PostgreSQL. Changes nothing; a server that cannot be reached is a finding too. */
export async function examinePostgres(options: MigrateOptions): Promise<readonly Finding[]> {
  try {
    const missing = await missingMigrations(options)
    return await withClient(options, async client => {
      const askedAtMs = Date.now()
      const { rows } = await client.query<Server>(look)
      const readAtMs = (askedAtMs + Date.now()) / 2
      return rows.flatMap(server => findings(server, server.now - readAtMs, missing))
    })
  } catch (error) {
    if (!isWeirError(error)) throw error
    return [{ what: error.message, ok: false, ...(error.remedy && { remedy: error.remedy }) }]
  }
}

function findings(server: Server, clockDifferenceMs: number, missing: readonly string[]): Finding[] {
  const finding = (what: string, ok: boolean, remedy: string): Finding => (ok ? { what, ok } : { what, ok, remedy })
  const { forbidden, freeConnections, mayCreate } = server
  return [
    finding(
      `PostgreSQL is version ${server.version}`,
      Number.parseInt(server.version, 10) >= oldestVersion,
      `use PostgreSQL ${oldestVersion} or newer`,
    ),
    finding(
      `the server is ${server.standby ? 'a standby' : 'the primary'}`,
      !server.standby,
      'name the primary in the URL, or an address that follows it',
    ),
    finding(
      `the database keeps ${server.encoding}`,
      server.encoding === 'UTF8',
      "make the database anew with ENCODING 'UTF8'",
    ),
    finding(
      `fsync is ${server.fsync}, full_page_writes ${server.fullPages}`,
      server.fsync === 'on' && server.fullPages === 'on',
      'set both to on: without them a crash of the machine can destroy the database',
    ),
    finding(
      `synchronous_commit is ${server.synchronousCommit}`,
      server.synchronousCommit !== 'off',
      'set it to on; Weir insists on it for its own transactions, other tools would not',
    ),
    finding(
      `${freeConnections} of ${server.maxConnections} connections are free`,
      freeConnections >= spareConnections,
      `raise max_connections, or close other clients: have ${spareConnections} free`,
    ),
    finding(
      `its clock differs from this machine's by ${Math.round(Math.abs(clockDifferenceMs))} ms`,
      Math.abs(clockDifferenceMs) <= maxClockDifferenceMs,
      'run NTP on both machines',
    ),
    finding(
      missing.length === 0 ? 'the schema weir is current' : `migrations are missing: ${missing.join(', ')}`,
      missing.length === 0 || mayCreate,
      'run `weir migrate` with a role that may create tables',
    ),
    finding(
      forbidden.length === 0 ? 'the role may use every table' : `the role may not use ${forbidden.join(', ')}`,
      forbidden.length === 0,
      'grant it what docs/operations.md lists',
    ),
  ]
}
