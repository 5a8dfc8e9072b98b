import { startEmbedded, type TestClickHouse } from '@weir/clickhouse/testing'
import { dayOf, eventIdHash, type IdentifiedBatch, type IdentifiedEvent, payloadSchemaOf, uuidOf } from '@weir/event'
import { createAggregator } from '@weir/metric-definitions'
import { createLogger } from '@weir/telemetry'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEventsJob } from './job.ts'
import type { EventsExtra } from './plan.ts'

const now = Date.now()
const generation = 'g'

/** The log holds one event a record; its id says its first offset. */
const record = (offset: number, id: string) => {
  const schema = payloadSchemaOf('custom.t')
  const event = {
    id, tenant: 't', source: 's', type: 'custom.t', occurredAt: now, receivedAt: now, keys: [], context: {}, flags: [],
    sealed: -1, payloadSchema: schema.fingerprint, payload: schema.encode({ properties: '{}' }),
  } // biome-ignore format: one event
  const identified: IdentifiedEvent = {
    partition: 0, offset, index: 0, tenant: 't', receivedAt: now, verdict: 'identified', oneId: 1, anchorKey: 1, keyIds: [], event,
  } // biome-ignore format: one entry
  const batch: IdentifiedBatch = { generation, day: dayOf(now), sealed: Buffer.alloc(0), events: [identified] }
  return { offset, batch }
}

describe('a partition taken over', () => {
  let engine: TestClickHouse

  beforeAll(async () => {
    engine = await startEmbedded()
    const rows = [0, 1, 2, 3].map(offset => [
      uuidOf(eventIdHash('t', 's', `e${offset}`)),
      (now / 1_000).toFixed(3),
      generation,
      0,
      offset,
      0,
    ])
    await engine.clickhouse.insert(
      'weir_data.events',
      ['id_hash', 'received_at', 'log', 'partition', 'offset', 'record_index'],
      rows.map(row => `${JSON.stringify(row)}\n`).join(''),
    )
  })
  afterAll(() => engine?.stop())

  it('knows the ids its last owner had not indexed and those of the open range, and does that range alike', async () => {
    const { clickhouse } = engine
    const { job, stop } = createEventsJob({
      clickhouse,
      logger: createLogger({ service: 'processor', level: 'silent' }),
      secrets: { hmac: Buffer.alloc(32), sealing: { current: 'k', keys: new Map() } },
      definitions: () => 'd',
      aggregatorOf: async () => createAggregator([]),
      onDecided() {},
    })
    const extra: EventsExtra = { decided: {}, indexedTo: 0, day: dayOf(now), writtenAt: now }
    await job.opened(0, { generation, next: 3, extra })
    expect(
      await clickhouse.query('SELECT toUInt32(offset) AS offset FROM weir_data.event_ids ORDER BY offset'),
    ).toEqual([{ offset: 0 }, { offset: 1 }, { offset: 2 }])

    const intent = { from: 3, to: 6, at: now, definitions: 'd', quarantined: [] }
    const records = [record(3, 'e3'), record(4, 'e1'), record(5, 'e5')]
    const plan = await job.plan({ generation, partition: 0, intent, records }, extra)
    const rowsOf = (table: string) =>
      String(plan.inserts.find(insert => insert.table === table)?.rows ?? '')
        .trimEnd()
        .split('\n')
        .map(line => (JSON.parse(line) as unknown[])[2])
    expect(rowsOf('weir_data.events')).toEqual(['e3', 'e5'])
    expect(rowsOf('weir_data.event_outcomes')).toEqual(['e1'])
    await stop()
  })
})
