import type { ClickHouse, Cluster } from '../clickhouse.ts'
import { readJournal } from './journal.ts'
import { planSteps } from './plan.ts'
import type { Migration } from './read.ts'

/**
 * The files of which something is left to run. Makes nothing.
 * @throws WeirError as `migrate`, when journal and files tell different stories.
 */
export async function pendingMigrations(
  clickhouse: Pick<ClickHouse, 'query'> & { readonly cluster?: Cluster | undefined },
  files: readonly Migration[],
): Promise<string[]> {
  const [found] = await clickhouse.query<{ tables: string }>(
    `SELECT count() AS tables FROM system.tables WHERE database = 'weir_data' AND name = 'migrations'`,
  )
  const journal = Number(found?.tables) > 0 ? await readJournal(clickhouse) : []
  return [...new Set(planSteps(files, journal, clickhouse.cluster).map(step => step.name))]
}
