import type { OnceInsert } from './once-insert.ts'
import type { OnceStore } from './store.ts'

export interface Look {
  /** Whether any row of the range is in its table: read, not concluded. */
  rowsAreThere(): Promise<boolean>
  /** Whether an insert of this range, of any attempt and by anyone, runs in the engine. */
  somethingRuns(): Promise<boolean>
  /** True for Replicated tables. */
  tokenIsProof(): Promise<boolean>
}

/** The three questions of `insertOnce`. Every failure to answer is CLICKHOUSE_UNAVAILABLE: no answer is no "no". */
export function createLook(store: OnceStore, { table, readBack }: OnceInsert, range: string): Look {
  let replicated: Promise<boolean> | undefined
  let synced = false

  const tokenIsProof = (): Promise<boolean> => {
    replicated ??= store
      .query<{ engine: string }>(
        'SELECT engine FROM system.tables WHERE database = {database:String} AND name = {name:String}',
        nameOf(table),
      )
      .then(([row]) => row?.engine.startsWith('Replicated') ?? false)
    return replicated
  }

  return {
    tokenIsProof,
    async rowsAreThere() {
      if (!synced && (await tokenIsProof())) await store.command(`SYSTEM SYNC REPLICA ${table} LIGHTWEIGHT`)
      synced = true
      const rows = await store.query(`SELECT 1 FROM ${table} WHERE ${readBack.where} LIMIT 1`, readBack.params)
      return rows.length > 0
    },
    async somethingRuns() {
      // The embedded engine gives queries ids of its own; their settings name the token in both.
      const [row] = await store.query<{ running: string }>(
        `SELECT count() AS running FROM system.processes
         WHERE startsWith(query_id, {range:String}) OR startsWith(Settings['insert_deduplication_token'], {range:String})`,
        { range: `${range}/` },
      )
      return Number(row?.running) > 0
    },
  }
}

function nameOf(table: string): { database: string; name: string } {
  const [first = '', second] = table.split('.')
  return second === undefined ? { database: 'default', name: first } : { database: first, name: second }
}
