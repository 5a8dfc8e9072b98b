import type { ClickHouse } from '@weir/clickhouse'

/** An event of a person as ClickHouse has it. */
export interface PersonEventRow {
  id: string
  source: string
  type: string
  occurred_at: string
  received_at: string
  amount: string | null
  currency: string
  channel: string
  platform: string
  status: string
  order_id: string
  sku: string
}

const latest = `SELECT id, source, type, occurred_at, received_at, toString(amount) AS amount, currency, channel, platform, status, order_id, sku
  FROM weir_data.events
  WHERE tenant = {tenant:String} AND anchor_key IN {keys:Array(UInt64)}
  ORDER BY occurred_at DESC, id LIMIT {limit:UInt32}`

/** Found by anchor key, not by OneID: it stays right through merges and splits, and the table is sorted by it. */
export const latestEvents = (
  clickhouse: ClickHouse,
  params: { tenant: string; keys: readonly number[]; limit: number },
) => clickhouse.query<PersonEventRow>(latest, params)

const daily = `SELECT toString(toDate(occurred_at)) AS day, count() AS events
  FROM weir_data.events
  WHERE tenant = {tenant:String} AND anchor_key IN {keys:Array(UInt64)} AND occurred_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
  GROUP BY day ORDER BY day`

/** Events a UTC day since `from` (Unix ms); days without any are left out. */
export const eventsPerDay = (
  clickhouse: ClickHouse,
  params: { tenant: string; keys: readonly number[]; from: number },
) => clickhouse.query<{ day: string; events: string }>(daily, params)
