import type { ClickHouse } from '@weir/clickhouse'

export interface TraitRow {
  id: string
  source: string
  occurred_at: string
  /** JSON text of an object: every field without a column of its own. */
  properties: string
  /** Fields with a column of their own; empty when nothing was said. */
  status: string
  channel: string
  platform: string
  region: string
  shop: string
  campaign: string
  /** Base64 of sealed JSON text of path to value; empty when nothing was protected. */
  sealed: string
}

const sql = `SELECT id, source, occurred_at, toJSONString(properties) AS properties, sealed, status, channel, platform, region, shop, campaign
  FROM weir_data.events
  WHERE tenant = {tenant:String} AND type = 'customer.upserted' AND anchor_key IN {keys:Array(UInt64)}
  ORDER BY occurred_at DESC, id DESC LIMIT 500`

/** Everything senders said about the person, the latest first. */
export const traitRows = (clickhouse: ClickHouse, params: { tenant: string; keys: readonly number[] }) =>
  // Numbers stay numbers; nothing else in these rows has 64 bits.
  clickhouse.query<TraitRow>(sql, params, { settings: { output_format_json_quote_64bit_integers: 0 } })
