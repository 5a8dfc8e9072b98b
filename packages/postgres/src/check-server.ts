import { WeirError } from '@weir/errors'
import { type MigrateOptions, withClient } from './migrate-postgres.ts'

/** The first with `pg_current_xact_id`. */
export const oldestVersion = 13

/** @throws WeirError CONFIG_INVALID for a server or database we cannot use */
export const checkServer = (options: MigrateOptions): Promise<void> =>
  withClient(options, async client => {
    const { rows } = await client.query<{ version: string; encoding: string }>(
      `SELECT current_setting('server_version_num') AS version, current_setting('server_encoding') AS encoding`,
    )
    if (rows[0]) check(rows[0], `the database ${client.database} on ${client.host}:${client.port}`)
  })

function check(found: { version: string; encoding: string }, where: string): void {
  const version = Math.trunc(Number(found.version) / 10_000)
  if (version < oldestVersion) {
    throw new WeirError('CONFIG_INVALID', `${where} is of PostgreSQL ${version}`, {
      remedy: `use PostgreSQL ${oldestVersion} or newer`,
    })
  }
  if (found.encoding !== 'UTF8') {
    throw new WeirError('CONFIG_INVALID', `${where} keeps ${found.encoding}, not every character`, {
      remedy: "make it anew with ENCODING 'UTF8'",
    })
  }
}
