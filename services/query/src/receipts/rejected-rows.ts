import type { ClickHouse } from '@weir/clickhouse'
import { openText, type Secrets } from '@weir/privacy'
import { fromClickHouseTime } from '../times.ts'
import type { Coordinates } from './coordinates.ts'
import type { Outcome } from './outcome.ts'

interface RejectedRow {
  source: string
  id: string
  type: string
  code: string
  field: string
  message: string
  received_at: string
  stored_at: string
  original: string
  log: string
  partition: number
  offset: string
  record_index: number
}

const columns = `source, id, type, code, field, message, received_at, stored_at, original, log, partition, offset, record_index`

const byCoordinates = `SELECT ${columns} FROM weir_data.dead_letters
  WHERE tenant = {tenant:String} AND log = {log:String} AND partition = {partition:UInt16} AND offset = {offset:UInt64}
    AND record_index = {index:UInt16} AND id = {id:String} LIMIT 1`

const byId = `SELECT ${columns} FROM weir_data.dead_letters
  WHERE tenant = {tenant:String} AND id = {id:String} AND (source = {source:String} OR {source:String} = '')
  ORDER BY received_at DESC LIMIT 100`

export interface RejectedQuery {
  tenant: string
  id: string
  source: string | undefined
  at: Coordinates | undefined
}

/** Refused events with this id, the newest first; with `at` only the one at these coordinates of events.rejected. */
export async function rejectedRows(
  clickhouse: ClickHouse,
  secrets: Secrets,
  { tenant, id, source, at }: RejectedQuery,
): Promise<Outcome[]> {
  const rows = at
    ? await clickhouse.query<RejectedRow>(byCoordinates, {
        tenant,
        id,
        log: at.log,
        partition: at.partition,
        offset: at.offset,
        index: at.index,
      })
    : await clickhouse.query<RejectedRow>(byId, { tenant, id, source: source ?? '' })
  return rows.map(row => ({
    state: 'rejected',
    coordinates: { log: row.log, partition: row.partition, offset: Number(row.offset), index: row.record_index },
    event: { id: row.id, source: row.source, type: row.type },
    receivedAt: fromClickHouseTime(row.received_at),
    decidedAt: fromClickHouseTime(row.stored_at),
    reason: { code: row.code, field: row.field, message: row.message },
    ...(row.original !== '' && { original: () => openText(secrets, row.original) }),
  }))
}
