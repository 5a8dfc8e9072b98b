import { migratePostgres, missingMigrations } from '@weir/postgres'
import { stateUrl } from '@weir/state-store'
import type { Config } from '../config.ts'
import type { Migrated } from './migrated.ts'

export async function migrateState(config: Config, dryRun: boolean): Promise<Migrated> {
  const url = stateUrl(config)
  if (!/^postgres(ql)?:/.test(url)) return { engine: 'state', embedded: true, migrations: [] }
  const migrations = await (dryRun ? missingMigrations : migratePostgres)({ url })
  return { engine: 'postgres', embedded: false, migrations }
}
