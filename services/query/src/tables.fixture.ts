import type { ClickHouse } from '@weir/clickhouse'
import { sealText } from '@weir/privacy'
import { shippedDictionary, testSecrets } from './app.fixture.ts'
import { insertPoints, insertRows, metricEvent, outcomeRow, storedRow } from './rows.fixture.ts'

const minuteMs = 60_000

/** A small shop of tenant `demo` in the ten minutes before `now`, and some of another tenant with the same ids. */
export async function fillTables(clickhouse: ClickHouse, now: number): Promise<void> {
  const at = now - 5_000
  const payments = (channel: string, succeeded: number, failed: number, tenant = 'demo') =>
    Array.from({ length: succeeded + failed }, (_, index) =>
      metricEvent(index < succeeded ? 'payment.succeeded' : 'payment.failed', at, {
        tenant,
        id: `${channel}${index}`,
        columns: { channel, platform: 'web' },
      }),
    )
  await insertPoints(clickhouse, (await shippedDictionary()).values(), [
    ...payments('alipay', 60, 40),
    ...payments('wechat_pay', 99, 1),
    ...payments('alipay', 0, 500, 'other'),
    metricEvent('order.created', at, { columns: { amount: '12.5', currency: 'CNY' } }),
  ])
  await insertRows(clickhouse, 'events', [
    storedRow(
      'one',
      now - 3 * minuteMs,
      { accepted: 5 },
      { amount: '12.50', currency: 'CNY', channel: 'alipay', anchor_key: 11, one_id: 11 },
    ),
    storedRow('one', now - 3 * minuteMs, { accepted: 6 }, {}, 'demo', 'app'),
    storedRow('foreign', now - 3 * minuteMs, { accepted: 7 }, { anchor_key: 11 }, 'other'),
    storedRow(
      'trait-1',
      now - 9 * minuteMs,
      { accepted: 8 },
      { type: 'customer.upserted', anchor_key: 10, properties: { level: 'silver', 'a.b': 1 } },
    ),
    storedRow(
      'trait-2',
      now - 8 * minuteMs,
      { accepted: 9 },
      {
        type: 'customer.upserted',
        anchor_key: 11,
        properties: { level: 'gold' },
        sealed: sealText(testSecrets, JSON.stringify({ email: 'anna@example.com' })),
      },
    ),
  ])
  await insertRows(clickhouse, 'event_outcomes', [
    outcomeRow('duplicate', 'one', now - 2 * minuteMs, { accepted: 20 }, { duplicate_of: '0.5.0' }),
    outcomeRow('duplicate', 'one', now - 1 * minuteMs, { accepted: 21 }, { duplicate_of: '0.5.0' }),
    outcomeRow(
      'quarantined',
      'odd',
      now - 3 * minuteMs,
      { accepted: 22 },
      {
        code: 'value_out_of_range',
        field: 'amount',
        message: 'too large',
        original: sealText(testSecrets, '{"amount":"9e99"}'),
      },
    ),
    { ...outcomeRow('suppressed', '', now - 3 * minuteMs, { accepted: 23 }), source: '', type: '' },
  ])
  await insertRows(clickhouse, 'dead_letters', [
    {
      tenant: 'demo',
      source: 'web',
      id: 'bad',
      type: 'order.paid',
      code: 'field_type',
      field: 'total',
      message: 'not a number',
      payload_schema: '',
      received_at: ((now - minuteMs) / 1000).toFixed(3),
      original: sealText(testSecrets, '{"total":"x"}'),
      original_length: 13,
      original_sha256: '',
      log: 'g',
      partition: 0,
      offset: 3,
      record_index: 0,
    },
  ])
  await insertRows(clickhouse, 'identity_overrides', [
    { tenant: 'demo', key_id: 11, one_id: 10, version: 1, changed_at: now / 1000 },
  ])
  await clickhouse.command('SYSTEM RELOAD DICTIONARY weir_data.identity')
  const line = (minutesAgo: number, accepted: number, counts: object, tenant = 'demo') => ({
    tenant,
    minute: (now - minutesAgo * minuteMs) / 1000,
    accepted,
    stored: 0,
    duplicate: 0,
    quarantined: 0,
    suppressed: 0,
    version: now / 1000,
    ...counts,
  })
  await insertRows(clickhouse, 'ledger', [
    line(10, 5, { stored: 4, duplicate: 1 }),
    line(9, 7, { stored: 6 }),
    line(8, 1, { stored: 1 }),
    line(10, 999, { stored: 999 }, 'other'),
  ])
  const counted = (minutesAgo: number, accepted: number, tenant = 'demo') => ({
    log: 'g',
    partition: 1,
    from_offset: minutesAgo,
    to_offset: minutesAgo + 1,
    tenant,
    minute: (now - minutesAgo * minuteMs) / 1000,
    accepted,
  })
  await insertRows(clickhouse, 'ledger_accepted', [
    counted(10, 5),
    counted(9, 7),
    counted(8, 2),
    counted(3, 6),
    counted(2, 1),
    counted(3, 100, 'other'),
  ])
}
