import type { ClickHouse } from '@weir/clickhouse'
import { eventIdHash, uuidOf } from '@weir/event'
import {
  createAggregator,
  encodePoints,
  type Metric,
  type MetricEvent,
  metricPointColumns,
} from '@weir/metric-definitions'

export type Row = Record<string, unknown>

/** Rows into a table of weir_data, columns by name. */
export async function insertRows(clickhouse: ClickHouse, table: string, rows: readonly Row[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {})
  const lines = rows.map(row => `${JSON.stringify(columns.map(column => row[column]))}\n`)
  await clickhouse.insert(`weir_data.${table}`, columns, lines.join(''))
}

const seconds = (ms: number) => (ms / 1_000).toFixed(3)

export interface Place {
  log?: string
  /** Offset on events.accepted. */
  accepted: number
  /** Offset on events.identified; the same unless told. */
  offset?: number
}

const placeOf = ({ log = 'g', accepted, offset = accepted }: Place): Row => ({
  log,
  partition: 0,
  offset,
  record_index: 0,
  accepted_partition: 1,
  accepted_offset: accepted,
  accepted_index: 2,
})

const idOf = (tenant: string, source: string, id: string): Row => ({
  tenant,
  source,
  id,
  id_hash: uuidOf(eventIdHash(tenant, source, id)),
})

/** A row of weir_data.events. */
export const storedRow = (
  id: string,
  receivedAt: number,
  place: Place,
  more: Row = {},
  tenant = 'demo',
  source = 'web',
): Row => ({
  ...idOf(tenant, source, id),
  type: 'order.paid',
  occurred_at: seconds(receivedAt),
  received_at: seconds(receivedAt),
  one_id: 0,
  anchor_key: 0,
  key_ids: [],
  amount: null,
  currency: '',
  channel: '',
  properties: {},
  sealed: '',
  ...placeOf(place),
  stored_at: seconds(receivedAt + 800),
  ...more,
})

/** A row of weir_data.event_outcomes. */
export const outcomeRow = (
  outcome: string,
  id: string,
  receivedAt: number,
  place: Place,
  more: Row = {},
  tenant = 'demo',
): Row => ({
  ...idOf(tenant, 'web', id),
  type: 'order.paid',
  outcome,
  code: '',
  field: '',
  message: '',
  original: '',
  duplicate_of: '',
  received_at: seconds(receivedAt),
  ...placeOf(place),
  decided_at: seconds(receivedAt + 900),
  ...more,
})

/** The points these events make, as the processor writes them. */
export async function insertPoints(
  clickhouse: ClickHouse,
  metrics: Iterable<Metric>,
  events: readonly MetricEvent[],
): Promise<void> {
  const aggregator = createAggregator([...metrics])
  for (const event of events) aggregator.add(event)
  await clickhouse.insert('weir_data.metric_points', metricPointColumns, encodePoints(aggregator.drain()))
}

export const metricEvent = (type: string, occurredAt: number, more: Partial<MetricEvent> = {}): MetricEvent => ({
  tenant: 'demo',
  type,
  source: 'web',
  occurredAt,
  id: `${type}-${occurredAt}`,
  anchorKey: 0,
  oneId: 0,
  columns: {},
  items: [],
  field: () => undefined,
  ...more,
})
