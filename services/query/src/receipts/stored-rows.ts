import type { ClickHouse } from '@weir/clickhouse'
import { fromClickHouseTime, isoFromClickHouse } from '../times.ts'
import type { Outcome } from './outcome.ts'
import { coordinatesOf, type OutcomeQuery } from './outcome-rows.ts'

interface StoredRow {
  source: string
  id: string
  type: string
  occurred_at: string
  received_at: string
  stored_at: string
  one_id: string
  amount: string | null
  currency: string
  channel: string
  platform: string
  status: string
  order_id: string
  sku: string
  region: string
  shop: string
  campaign: string
  flags: string[]
  log: string
  partition: number
  offset: string
  record_index: number
  accepted_partition: number
  accepted_offset: string
  accepted_index: number
}

/** Through the dictionary, as in the view weir.events: the receipt shows who the person is now. */
const sql = `SELECT source, id, type, occurred_at, received_at, stored_at,
    if(anchor_key = 0, 0, dictGetOrDefault('weir_data.identity', 'one_id', anchor_key, events.one_id)) AS one_id,
    toString(amount) AS amount, currency, channel, platform, status, order_id, sku, region, shop, campaign, flags,
    log, partition, offset, record_index, accepted_partition, accepted_offset, accepted_index
  FROM weir_data.events AS events
  WHERE tenant = {tenant:String} AND id_hash IN {hashes:Array(UUID)} AND id = {id:String} LIMIT 10`

/** The stored events with this id: one a source. */
export async function storedRows(clickhouse: ClickHouse, { tenant, id, hashes }: OutcomeQuery): Promise<Outcome[]> {
  if (hashes.length === 0) return []
  const rows = await clickhouse.query<StoredRow>(sql, { tenant, id, hashes })
  return rows.map(row => ({
    state: 'stored',
    coordinates: coordinatesOf(row),
    event: storedEvent(row),
    receivedAt: fromClickHouseTime(row.received_at),
    decidedAt: fromClickHouseTime(row.stored_at),
    identified: true,
    identifiedAs: `${row.partition}.${row.offset}.${row.record_index}`,
  }))
}

function storedEvent(row: StoredRow): Outcome['event'] {
  const { id, source, type, amount, currency, channel, platform, status, order_id, sku, region, shop, campaign } = row
  const columns = { amount, currency, channel, platform, status, order_id, sku, region, shop, campaign }
  const filled = Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== null && value !== ''))
  return {
    id,
    source,
    type,
    occurredAt: isoFromClickHouse(row.occurred_at),
    oneId: row.one_id,
    ...filled,
    ...(row.flags.length > 0 && { flags: row.flags }),
  }
}
