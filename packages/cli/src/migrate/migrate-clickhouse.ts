import { migrate, pendingMigrations, readMigrations } from '@weir/clickhouse'
import { createLeases, openStateStore, processHolder, stateUrl } from '@weir/state-store'
import { openClickHouse } from '../command/open-clickhouse.ts'
import type { Config } from '../config.ts'
import { inRepository } from '../repository.ts'
import { runsClickHouse } from '../start/tree.ts'
import type { Migrated } from './migrated.ts'

export async function migrateClickHouse(config: Config, dryRun: boolean): Promise<Migrated> {
  const engine = 'clickhouse' as const
  if (runsClickHouse(config)) return { engine, embedded: true, migrations: [] }
  const clickhouse = await openClickHouse(config)
  try {
    const files = await readMigrations(inRepository('schemas/clickhouse'))
    const migrations = dryRun
      ? await pendingMigrations(clickhouse, files)
      : (await migrate(clickhouse, files, run => underLease(config, run))).applied
    return { engine, embedded: false, migrations }
  } finally {
    await clickhouse.close()
  }
}

/** The lease under which processors migrate, too. */
async function underLease<T>(config: Config, run: (lost: AbortSignal) => Promise<T>): Promise<T> {
  const state = await openStateStore({ url: stateUrl(config) })
  try {
    const lease = await createLeases(state).acquire('migrations', { holder: processHolder('weir'), ttlMs: 10_000 })
    return await run(lease.lost).finally(() => lease.release())
  } finally {
    await state.close()
  }
}
