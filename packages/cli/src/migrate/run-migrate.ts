import { loadConfig } from '@weir/config'
import { answer, type JsonFlag } from '../command/answer.ts'
import { configSchema } from '../config.ts'
import { migrateClickHouse } from './migrate-clickhouse.ts'
import { migrateState } from './migrate-state.ts'
import type { Migrated } from './migrated.ts'

export interface MigrateFlags extends JsonFlag {
  dryRun?: boolean
}

export async function runMigrate({ dryRun = false, ...flags }: MigrateFlags): Promise<undefined> {
  const config = loadConfig(configSchema, process.env)
  // The state store first: its lease keeps others from migrating ClickHouse at the same time.
  const engines = [await migrateState(config, dryRun), await migrateClickHouse(config, dryRun)]
  answer(flags, { dryRun, engines }, engines.map(engine => textOf(engine, dryRun)).join('\n'))
  return undefined
}

function textOf({ engine, embedded, migrations }: Migrated, dryRun: boolean): string {
  if (embedded) return `${engine}: embedded, migrated whenever Weir starts`
  if (migrations.length === 0) return `${engine}: up to date`
  return `${engine}: ${dryRun ? 'would apply' : 'applied'}\n${migrations.map(name => `  ${name}`).join('\n')}`
}
