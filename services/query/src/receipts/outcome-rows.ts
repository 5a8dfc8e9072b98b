import type { ClickHouse } from '@weir/clickhouse'
import { openText, type Secrets } from '@weir/privacy'
import { fromClickHouseTime } from '../times.ts'
import type { Coordinates } from './coordinates.ts'
import type { Outcome } from './outcome.ts'

/** Which events a receipt may speak of: those with this id, by hash, and the one at these coordinates. */
export interface OutcomeQuery {
  tenant: string
  id: string
  /** UUIDs of (tenant, source, id), one for each source the event may have come from. */
  hashes: readonly string[]
  at: Coordinates | undefined
}

interface OutcomeRow {
  source: string
  id: string
  type: string
  outcome: 'duplicate' | 'quarantined' | 'suppressed'
  code: string
  field: string
  message: string
  received_at: string
  decided_at: string
  original: string
  duplicate_of: string
  log: string
  accepted_partition: number
  accepted_offset: string
  accepted_index: number
}

const columns = `source, id, type, outcome, code, field, message, received_at, decided_at, original, duplicate_of,
  log, accepted_partition, accepted_offset, accepted_index`

const byId = `SELECT ${columns} FROM weir_data.event_outcomes
  WHERE tenant = {tenant:String} AND id_hash IN {hashes:Array(UUID)} AND id = {id:String} LIMIT 1000`

/** A suppressed event left nothing but its coordinates: its row has no id to find it by. */
const byCoordinates = `SELECT ${columns} FROM weir_data.event_outcomes
  WHERE tenant = {tenant:String} AND log = {log:String} AND accepted_partition = {partition:UInt16}
    AND accepted_offset = {offset:UInt64} AND accepted_index = {index:UInt16} AND id IN ('', {id:String}) LIMIT 10`

/** What became of accepted events that were not stored. */
export async function outcomeRows(
  clickhouse: ClickHouse,
  secrets: Secrets,
  { tenant, id, hashes, at }: OutcomeQuery,
): Promise<Outcome[]> {
  const rows = await Promise.all([
    hashes.length > 0 ? clickhouse.query<OutcomeRow>(byId, { tenant, id, hashes }) : [],
    at
      ? clickhouse.query<OutcomeRow>(byCoordinates, {
          tenant,
          id,
          log: at.log,
          partition: at.partition,
          offset: at.offset,
          index: at.index,
        })
      : [],
  ])
  return rows.flat().map(row => ({
    state: row.outcome,
    coordinates: coordinatesOf(row),
    event: { id: row.id || id, source: row.source, type: row.type },
    receivedAt: fromClickHouseTime(row.received_at),
    decidedAt: fromClickHouseTime(row.decided_at),
    ...(row.code !== '' && { reason: { code: row.code, field: row.field, message: row.message } }),
    ...(row.duplicate_of !== '' && { duplicateOf: row.duplicate_of }),
    ...(row.original !== '' && { original: () => openText(secrets, row.original) }),
  }))
}

/** The accepted coordinates of a row. */
export const coordinatesOf = (
  row: Pick<OutcomeRow, 'log' | 'accepted_partition' | 'accepted_offset' | 'accepted_index'>,
): Coordinates => ({
  log: row.log,
  partition: row.accepted_partition,
  offset: Number(row.accepted_offset),
  index: row.accepted_index,
})
