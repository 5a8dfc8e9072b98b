import { type ClickHouse, createClickHouse } from '@weir/clickhouse'
import type { CredentialsFile } from '@weir/credentials'
import { idPrefix } from '../shop/shop-event.ts'

/** What ClickHouse holds of a run. */
export interface RunCounts {
  /** Different ids among the stored events. */
  stored: number
  /** Rows beyond the first of an id. */
  doubled: number
  /** Different ids with that outcome, of events received since the run (or its repeat) began. */
  duplicate: number
  quarantined: number
  suppressed: number
  /** Different persons behind the run's events, merges resolved. */
  people: number
}

/** Asks as any BI tool would: user `bi`, the views of database weir. */
export function createRunStore({ bi, clickhouseUrl }: CredentialsFile, runId: string) {
  const { user, password, database } = bi
  const clickhouse: ClickHouse = createClickHouse({ url: clickhouseUrl, user, password, database })
  const prefix = idPrefix(runId)

  return {
    /** How many ids the run had when it was played before; 0 when it was not. */
    async knownIds(): Promise<number> {
      const [row] = await clickhouse.query<{ rows: string; last: string }>(
        `SELECT count() AS rows, max(toUInt64OrZero(substring(id, {begin:UInt32}))) AS last
         FROM events WHERE startsWith(id, {prefix:String})`,
        { prefix, begin: prefix.length + 1 },
      )
      return row && row.rows !== '0' ? Number(row.last) + 1 : 0
    },
    /** Events stored so far, cheaply. @param sinceMs When the run began. */
    async stored(sinceMs: number): Promise<number> {
      const [row] = await clickhouse.query<{ rows: string }>(
        `SELECT count() AS rows FROM events
         WHERE received_at >= fromUnixTimestamp64Milli({since:Int64}) AND startsWith(id, {prefix:String})`,
        { prefix, since: sinceMs },
      )
      return Number(row?.rows ?? 0)
    },
    /** @param sinceMs When this run, or this repeat of it, began: its duplicates came later. */
    async counts(sinceMs: number): Promise<RunCounts> {
      const [stored] = await clickhouse.query<{ rows: string; ids: string; people: string }>(
        `SELECT count() AS rows, uniqExact(id) AS ids, uniqExactIf(one_id, one_id != 0) AS people
         FROM events WHERE startsWith(id, {prefix:String})`,
        { prefix },
      )
      const others = await clickhouse.query<{ outcome: string; ids: string }>(
        `SELECT outcome, uniqExact(id) AS ids FROM event_outcomes
         WHERE received_at >= fromUnixTimestamp64Milli({since:Int64}) AND startsWith(id, {prefix:String})
         GROUP BY outcome`,
        { prefix, since: sinceMs },
      )
      const count = (outcome: string) => Number(others.find(row => row.outcome === outcome)?.ids ?? 0)
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
