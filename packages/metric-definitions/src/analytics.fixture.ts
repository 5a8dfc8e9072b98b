import { startEmbedded } from '@weir/clickhouse/testing'
import { createAggregator } from './aggregator.ts'
import { asMetricEvent, everyKind, type PlainEvent } from './fixture.ts'
import { encodePoints, metricPointColumns } from './point.ts'
import type { BoundSql } from './points-sql.ts'

/** A real ClickHouse that holds the events, their points (in several inserts, as ranges come) and OneIDs changed since. */
export async function startAnalytics(events: readonly PlainEvent[], oneIds: ReadonlyMap<number, number>) {
  const engine = await startEmbedded()
  const { clickhouse } = engine
  const aggregator = createAggregator(everyKind)
  const insertPoints = () =>
    clickhouse.insert('weir_data.metric_points', metricPointColumns, encodePoints(aggregator.drain()))
  for (const [index, event] of events.entries()) {
    aggregator.add(asMetricEvent(event))
    if (index % 190 === 0) await insertPoints()
  }
  await insertPoints()
  await clickhouse.insert('weir_data.events', Object.keys(eventRow(events[0]!)), lines(events.map(eventRow)))
  const changes = [...oneIds].map(([key_id, one_id]) => ({ tenant: 't1', key_id, one_id, version: 1, changed_at: 0 }))
  await clickhouse.insert('weir_data.identity_overrides', Object.keys(changes[0]!), lines(changes))
  await clickhouse.command('SYSTEM RELOAD DICTIONARY weir_data.identity')
  return {
    query: <Row>({ sql, params }: BoundSql): Promise<Row[]> => clickhouse.query<Row>(sql, params),
    run: (sql: string) => clickhouse.command(sql),
    stop: engine.stop,
  }
}
export type Analytics = Awaited<ReturnType<typeof startAnalytics>>

const lines = (rows: readonly object[]): string => rows.map(row => `${JSON.stringify(Object.values(row))}\n`).join('')

const seconds = (ms: number) => (ms / 1_000).toFixed(3)

/** As the processor stores it: lone surrogates replaced, free-form fields in `properties`. */
const eventRow = ({ tenant, type, id, occurredAt, anchorKey, oneId, columns, properties }: PlainEvent) => ({
  tenant,
  type,
  id,
  source: 'test',
  occurred_at: seconds(occurredAt),
  received_at: seconds(Date.now()),
  anchor_key: anchorKey,
  one_id: oneId,
  amount: columns.amount ?? null,
  currency: columns.currency ?? '',
  channel: (columns.channel ?? '').replaceAll(/\p{Surrogate}/gu, '\uFFFD'),
  properties,
})
