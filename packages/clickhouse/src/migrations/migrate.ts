import { WeirError } from '@weir/errors'
import type { ClickHouse, Cluster } from '../clickhouse.ts'
import { clickhouseCodeOf } from '../client/faults.ts'
import { ddlTimeoutMs, type Entry, openJournal } from './journal.ts'
import { planSteps, type Step } from './plan.ts'
import type { Migration } from './read.ts'

/**
 * Runs its argument while no other process migrates, such as under a lease of the state store. A lock that can be lost
 * says so by the signal: the migration ends before its next statement, and whoever has the lock goes on.
 */
export type MigrationLock = <T>(run: (lost?: AbortSignal) => Promise<T>) => Promise<T>

/** What a statement that was done already answers when it is run again. */
const alreadyDone: ReadonlySet<number> = new Set([
  15, // DUPLICATE_COLUMN
  44, // ILLEGAL_COLUMN: an index or projection of that name exists
  57, // TABLE_ALREADY_EXISTS
  60, // UNKNOWN_TABLE: dropped
  81, // UNKNOWN_DATABASE: dropped
  82, // DATABASE_ALREADY_EXISTS
])

/**
 * Brings the database to the state of the files, statement by statement, each noted before and after. Cut off anywhere
 * it goes on there: a statement that was begun is run again, and only then may it answer that it was done.
 * @returns the files of which something was run.
 */
export function migrate(
  clickhouse: ClickHouse & { readonly cluster?: Cluster | undefined },
  files: readonly Migration[],
  lock: MigrationLock,
): Promise<{ applied: string[] }> {
  const { cluster } = clickhouse
  return lock(async lost => {
    const journal = await openJournal(clickhouse, cluster)
    const steps = planSteps(files, await journal.read(), cluster)
    const entry = ({ name, statement, statements, checksum }: Step, state: Entry['state']): Entry => ({
      name,
      statement,
      statements,
      checksum,
      state,
    })
    if (steps[0]) await journal.write(entry(steps[0], 'started'))
    for (const [index, step] of steps.entries()) {
      lost?.throwIfAborted()
      await run(clickhouse, step)
      const next = steps[index + 1]
      await journal.write(entry(step, 'done'), ...(next ? [entry(next, 'started')] : []))
    }
    return { applied: [...new Set(steps.map(step => step.name))] }
  })
}

async function run(clickhouse: ClickHouse, step: Step): Promise<void> {
  try {
    await clickhouse.command(step.sql, {}, { timeoutMs: ddlTimeoutMs })
  } catch (error) {
    if (step.interrupted && alreadyDone.has(clickhouseCodeOf(error) ?? 0)) return
    if (!(error instanceof WeirError) || error.retryable) throw error
    throw new WeirError('CLICKHOUSE_QUERY_REFUSED', `${step.name}, statement ${step.statement}: ${error.message}`, {
      cause: error.cause,
    })
  }
}
