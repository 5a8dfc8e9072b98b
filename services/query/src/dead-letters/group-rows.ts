import type { ClickHouse } from '@weir/clickhouse'
import type { Coordinates } from '../receipts/coordinates.ts'
import { fromClickHouseTime } from '../times.ts'
import { type Filter, filterParams, filterSql } from './filter.ts'
import { replayedSql } from './replayed-sql.ts'

/** Letters with one reason. */
export interface LetterGroup {
  code: string
  field: string
  type: string
  source: string
  count: number
  /** Of these not replayed yet. */
  open: number
  /** Unix ms. */
  firstAt: number
  lastAt: number
  /** The newest of them. */
  sample: { id: string; coordinates: Coordinates }
}

interface Row {
  code: string
  field: string
  type: string
  source: string
  letters: string | number
  open: string | number
  first_at: string
  last_at: string
  newest: [id: string, log: string, partition: number, offset: string | number, index: number]
}

export const mostGroups = 200

const sql = `SELECT code, field, type, source, count() AS letters, countIf(NOT replayed) AS open,
    min(received_at) AS first_at, max(received_at) AS last_at,
    argMax((id, log, partition, offset, record_index), received_at) AS newest
  FROM (
    SELECT code, field, type, source, id, log, partition, offset, record_index, received_at, ${replayedSql(filterSql)} AS replayed
    FROM weir_data.dead_letters WHERE ${filterSql} AND ({state:String} = '' OR replayed = ({state:String} = 'replayed'))
  ) GROUP BY code, field, type, source ORDER BY open DESC, letters DESC, last_at DESC LIMIT {limit:UInt32}`

/** Letters by code, field, type and source: what most wants mending first, at most 200. */
export async function groupLetters(
  clickhouse: ClickHouse,
  tenant: string,
  filter: Filter,
  now: number,
): Promise<LetterGroup[]> {
  const rows = await clickhouse.query<Row>(sql, { ...filterParams(tenant, filter, now), limit: mostGroups })
  return rows.map(({ code, field, type, source, letters, open, first_at, last_at, newest }) => {
    const [id, log, partition, offset, index] = newest
    return {
      ...{ code, field, type, source },
      count: Number(letters),
      open: Number(open),
      firstAt: fromClickHouseTime(first_at),
      lastAt: fromClickHouseTime(last_at),
      sample: { id, coordinates: { log, partition, offset: Number(offset), index } },
    }
  })
}
