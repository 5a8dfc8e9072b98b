import type { ClickHouse } from '@weir/clickhouse'
import { eventIdHash, uuidOf } from '@weir/event'

/** The columns the processor writes, in its order (services/processor, columns.ts). */
export const eventColumns = [
  'tenant', 'source', 'id', 'id_hash', 'type', 'occurred_at', 'received_at', 'one_id', 'anchor_key', 'key_ids',
  'amount', 'currency', 'channel', 'platform', 'status', 'order_id', 'sku', 'region', 'shop', 'campaign',
  'items.sku', 'items.category', 'items.quantity', 'items.price', 'items.discount',
  'properties', 'context', 'flags', 'sealed', 'payload_schema',
  'log', 'partition', 'offset', 'record_index', 'accepted_partition', 'accepted_offset', 'accepted_index',
] as const // biome-ignore format: a table

/** One line of JSONCompactEachRow for weir_data.events, a paid order. */
export function eventLine(offset: number, index: number): string {
  const id = `bench-${offset}-${index}`
  const now = (Date.now() / 1_000).toFixed(3)
  const person = ((offset * 31 + index * 7) % 20_000) + 1
  const row = [
    ...['demo', 'demo', id, uuidOf(eventIdHash('demo', 'demo', id)), 'order.paid', now, now],
    ...[person, person, [person, person + 20_000]],
    ...[`${index % 900}.50`, 'CNY', 'alipay', 'ios', '', `o-${offset}-${index}`, '', 'CN-31', `shop-${index % 20}`, ''],
    ...[[`sku-${index % 500}`], ['shoes'], ['2'], ['9.90'], ['0']],
    ...[{ depth: index % 9, referrer: 'https://search.example/' }, { locale: 'zh-CN' }, [], '', '0011223344556677'],
    ...['bench', 0, offset, index % 1_000, 0, offset, index % 1_000],
  ]
  return `${JSON.stringify(row)}\n`
}

const rowsAnInsert = 1_000_000

/**
 * Makes ClickHouse hold so many events of the last seven days, with their ids indexed and the ledger's count of them, as
 * if they had been sent: made inside ClickHouse, because sending ten million takes a quarter of an hour. They are of
 * another log than the platform's, so no position speaks of them.
 */
export async function storeEvents(clickhouse: ClickHouse, events: number, onRows: (done: number) => void) {
  const columns = 'id_hash, received_at, log, partition, offset, record_index'
  const settings = { max_partitions_per_insert_block: 20 }
  for (let from = 0; from < events; from += rowsAnInsert) {
    const count = Math.min(rowsAnInsert, events - from)
    await clickhouse.command(
      `INSERT INTO weir_data.events (${eventColumns.slice(0, 20).join(', ')}, properties, log, partition, offset, record_index)
       SELECT 'past', 'shop', concat('past-', toString(number)), generateUUIDv4(number),
         ['page.viewed', 'product.viewed', 'cart.item_added', 'payment.succeeded', 'order.paid'][number % 5 + 1],
         now64(3) - toIntervalSecond(3600 + number % 597600), now64(3) - toIntervalSecond(3600 + number % 597600),
         number % 200000 + 1, number % 200000 + 1, [number % 200000 + 1],
         toDecimal64(number % 900, 4), 'CNY', ['alipay', 'wechat_pay', 'unionpay'][number % 3 + 1], 'ios', '',
         concat('o-', toString(number)), '', 'CN-31', concat('shop-', toString(number % 20)), '',
         concat('{"depth":', toString(number % 9), '}')::JSON, 'past', 0, intDiv(number, 1000), number % 1000
       FROM numbers({from:UInt64}, {count:UInt64})`,
      { from, count },
      { settings, timeoutMs: 300_000 },
    )
    await clickhouse.command(
      `INSERT INTO weir_data.event_ids (${columns}) SELECT ${columns} FROM weir_data.events
       WHERE log = 'past' AND partition = 0 AND offset >= {from:UInt64} AND offset < {to:UInt64}`,
      { from: from / 1_000, to: (from + count) / 1_000 },
      { settings, timeoutMs: 300_000 },
    )
    onRows(from + count)
  }
  await clickhouse.command(
    `INSERT INTO weir_data.ledger_accepted (log, partition, from_offset, to_offset, tenant, minute, accepted)
     SELECT 'past', 0, 0, 0, 'past', toStartOfMinute(received_at) AS minute, count() FROM weir_data.events
     WHERE log = 'past' GROUP BY minute`,
    {},
    { timeoutMs: 300_000 },
  )
}
