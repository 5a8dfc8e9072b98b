import { type ClickHouse, createClickHouse } from '@weir/clickhouse'
import type { CredentialsFile } from '@weir/credentials'

export interface RunCounts {
  stored: number
  /** Stored more than once under one id. */
  doubled: number
  duplicate: number
  quarantined: number
  suppressed: number
  /** Different persons of the run's events, merges resolved. */
  people: number
}

/** What ClickHouse holds of a run, asked as any BI tool would: user `bi`, the views of database weir. */
export function createRunStore(credentials: CredentialsFile, runId: string) {
  const { user, password, database } = credentials.bi
  const clickhouse: ClickHouse = createClickHouse({ url: credentials.clickhouseUrl, user, password, database })
  const prefix = `demo-${runId}-`
  return {
    async counts(): Promise<RunCounts> {
      const [stored] = await clickhouse.query<{ rows: string; ids: string; people: string }>(
        `SELECT count() AS rows, uniqExact(id) AS ids, uniqExactIf(one_id, one_id != 0) AS people
         FROM events WHERE startsWith(id, {prefix:String})`,
        { prefix },
      )
      const others = await clickhouse.query<{ outcome: string; rows: string }>(
        'SELECT outcome, count() AS rows FROM event_outcomes WHERE startsWith(id, {prefix:String}) GROUP BY outcome',
        { prefix },
      )
      const count = (outcome: string) => Number(others.find(row => row.outcome === outcome)?.rows ?? 0)
      const rows = Number(stored?.rows ?? 0)
      const ids = Number(stored?.ids ?? 0)
      return {
        stored: ids,
        doubled: rows - ids,
        duplicate: count('duplicate'),
        quarantined: count('quarantined'),
        suppressed: count('suppressed'),
        people: Number(stored?.people ?? 0),
      }
    },
    close: () => clickhouse.close(),
  }
}

export type RunStore = ReturnType<typeof createRunStore>
