import type { Shard } from '@weir/clickhouse'
import { type Finding, findingsOf } from '../finding.ts'

interface Table {
  name: string
  engine: string
  full: string
}

/** Targets of inserts that must happen once; see docs/guarantees.md. */
const onceTables = new Set(['events', 'event_outcomes', 'dead_letters', 'metric_points', 'ledger_accepted'])
const fewestBlocks = 100_000
const leastSeconds = 7 * 86_400

/** Whether the tables still have the settings that exactly-once stands on: an ALTER by hand would take it away. */
export async function tableFindings(
  shard: Pick<Shard, 'query' | 'data'>,
  { embedded }: { embedded: boolean },
): Promise<Finding[]> {
  const { ok, fault } = findingsOf('clickhouse')
  const tables = await shard.query<Table>(
    `SELECT name, engine, engine_full AS full FROM system.tables
     WHERE database = {database:String} AND engine LIKE '%MergeTree'`,
    { database: shard.data },
  )
  const ours = tables.filter(({ name }) => !name.startsWith('events_scratch') && name !== 'migrations')
  if (ours.length === 0) return []
  const findings: Finding[] = []
  for (const table of ours) {
    const what = faultOfTable(table, embedded)
    if (what)
      findings.push(
        fault(
          `${shard.data}.${table.name}: ${what}`,
          'ALTER TABLE … MODIFY SETTING it back to what schemas/clickhouse says.',
        ),
      )
  }
  return findings.length > 0
    ? findings
    : [ok(`${ours.length} tables remember enough blocks${embedded ? ' and flush each insert' : ''}`)]
}

function faultOfTable({ name, engine, full }: Table, embedded: boolean): string | undefined {
  const setting = (key: string) => Number(new RegExp(`\\b${key} = (\\d+)`).exec(full)?.[1] ?? Number.NaN)
  if (onceTables.has(name)) {
    if (engine.startsWith('Replicated')) {
      if (!(setting('replicated_deduplication_window') >= fewestBlocks))
        return 'replicated_deduplication_window is too small'
      if (!(setting('replicated_deduplication_window_seconds') >= leastSeconds)) {
        return 'replicated_deduplication_window_seconds is under 7 days'
      }
    } else if (!(setting('non_replicated_deduplication_window') >= fewestBlocks)) {
      return 'non_replicated_deduplication_window is too small'
    }
  }
  if (embedded && !(setting('fsync_after_insert') === 1 && setting('fsync_part_directory') === 1)) {
    return 'inserts are not flushed to disk (fsync_after_insert, fsync_part_directory)'
  }
  return undefined
}
