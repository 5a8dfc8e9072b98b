import { randomBytes } from 'node:crypto'
import {
  dayOf,
  type Event,
  eventIdHash,
  type IdentifiedBatch,
  type IdentifiedEvent,
  payloadSchemaOf,
} from '@weir/event'
import { createAggregator } from '@weir/metric-definitions'
import { openText, type Secrets, sealValues } from '@weir/privacy'
import { describe, expect, it } from 'vitest'
import { createIdMemory } from '../ids/id-memory.ts'
import { eventColumns, outcomeColumns } from './columns.ts'
import { type EventsExtra, planRange } from './plan.ts'

const secrets: Secrets = { hmac: randomBytes(32), sealing: { current: 'k', keys: new Map([['k', randomBytes(32)]]) } }
const receivedAt = Date.UTC(2026, 10, 23, 10, 0, 0, 5)

function event(id: string, type: string, payload: Record<string, unknown>, changes: Partial<Event> = {}): Event {
  const schema = payloadSchemaOf(type)
  return {
    id, tenant: 't', source: 's', type, occurredAt: receivedAt - 1, receivedAt, keys: [], context: { 'page.path': '/"x"' }, flags: [],
    sealed: -1, payloadSchema: schema.fingerprint, payload: schema.encode({ properties: '{}', ...payload }), ...changes,
  } // biome-ignore format: one event
}

const identified = (offset: number, index: number, of: Event | null): IdentifiedEvent => ({
  partition: 0, offset, index, tenant: 't', receivedAt, verdict: of ? 'identified' : 'suppressed', oneId: 3, anchorKey: 4, keyIds: [4, 5], event: of,
}) // biome-ignore format: one event

async function plan(
  events: IdentifiedEvent[],
  options: {
    extra?: EventsExtra
    sealed?: Uint8Array
    quarantined?: string[]
    memory?: ReturnType<typeof createIdMemory>
    /** Happens while ClickHouse is asked for ids. */
    meanwhile?: () => void
  } = {},
) {
  const batch: IdentifiedBatch = {
    generation: 'g',
    day: dayOf(receivedAt),
    sealed: options.sealed ?? Buffer.alloc(0),
    events,
  }
  const memory = options.memory ?? createIdMemory()
  const range = {
    generation: 'g',
    partition: 0,
    intent: { from: 7, to: 8, at: receivedAt, definitions: 'd', quarantined: options.quarantined ?? [] },
    records: [{ offset: 7, batch }],
  }
  const made = await planRange(range, options.extra, memory, {
    secrets,
    ids: {
      async find() {
        options.meanwhile?.()
        return new Map()
      },
    } as never,
    aggregatorOf: async () => createAggregator([]),
  })
  const rowsOf = (table: string, columns: readonly string[]) => {
    const insert = made.inserts.find(insert => insert.table === table)
    const lines = String(insert?.rows ?? '')
      .split('\n')
      .filter(Boolean)
    return lines.map(line =>
      Object.fromEntries((JSON.parse(line) as unknown[]).map((value, at) => [columns[at], value])),
    )
  }
  return {
    made,
    memory,
    stored: rowsOf('weir_data.events', eventColumns),
    others: rowsOf('weir_data.event_outcomes', outcomeColumns),
  }
}

const paid = { order_id: 'o"1', amount: '12.50', currency: 'CNY', items: [{ sku: 'a', quantity: '2', price: '6.25' }] }

describe('the plan of a range', () => {
  it('writes every column of a stored event', async () => {
    const { stored, made } = await plan([
      identified(1, 0, event('e1', 'order.paid', { ...paid, room: 'r1', properties: '{"a.b":1,"note":"x"}' })),
    ])
    expect(stored).toHaveLength(1)
    expect(stored[0]).toMatchObject({
      tenant: 't', id: 'e1', type: 'order.paid', amount: '12.50', currency: 'CNY', order_id: 'o"1', one_id: 3, anchor_key: 4, key_ids: [4, 5],
      'items.sku': ['a'], 'items.quantity': ['2'], 'items.discount': ['0'], properties: { room: 'r1', 'a.b': 1, note: 'x' },
      context: { 'page.path': '/"x"' }, received_at: '1795428000.005', log: 'g', partition: 0, offset: 7, record_index: 0,
      accepted_partition: 0, accepted_offset: 1, accepted_index: 0,
    }) // biome-ignore format: one row
    expect(Object.keys(stored[0]!)).toEqual([...eventColumns])
    expect(made.inserts.map(({ table }) => table)).toEqual(['weir_data.events', 'weir_data.metric_points'])
  })

  it('gives each accepted event one outcome and remembers only stored ids', async () => {
    const first = event('same', 'order.paid', paid)
    const { stored, others, made, memory } = await plan([
      identified(1, 0, first),
      identified(1, 1, first),
      identified(1, 2, null),
      identified(1, 3, event('bad', 'order.paid', paid, { payload: Buffer.from([255]) })),
      identified(1, 4, event('unknown', 'order.paid', paid, { payloadSchema: Buffer.alloc(8) })),
    ])
    expect(stored).toHaveLength(1)
    expect(others.map(({ outcome, code }) => [outcome, code])).toEqual([
      ['duplicate', ''],
      ['suppressed', ''],
      ['quarantined', 'payload_malformed'],
      ['quarantined', 'schema_unknown'],
    ])
    expect(others[0]).toMatchObject({ duplicate_of: 'g.0.7.0', record_index: 1 })
    expect(Object.keys(others[0]!)).toEqual([...outcomeColumns])
    expect(JSON.parse(openText(secrets, String(others[2]!.original)))).toMatchObject({ id: 'bad' })
    made.done()
    expect(memory.recent(eventIdHash('t', 's', 'same'))).toMatchObject({ offset: 7, index: 0 })
    expect(memory.recent(eventIdHash('t', 's', 'bad'))).toBeUndefined()
  })

  it('knows an id that leaves memory for the index while the plan is made', async () => {
    const memory = createIdMemory()
    const rotate = () => {
      memory.beginRotation()
      memory.endRotation()
    }
    memory.remember(eventIdHash('t', 's', 'again'), { log: 'g', partition: 0, offset: 3, index: 9, receivedAt })
    rotate()
    const again = identified(1, 0, event('again', 'order.paid', paid))
    const { stored, others } = await plan([again], { memory, meanwhile: rotate })
    expect(memory.recent(eventIdHash('t', 's', 'again'))).toBeUndefined()
    expect([stored, others.map(({ duplicate_of }) => duplicate_of)]).toEqual([[], ['g.0.3.9']])
  })

  it('says nothing of events identity repeats, and goes on from the highest decided', async () => {
    const extra: EventsExtra = { decided: { 0: [4, 1] }, indexedTo: 2, day: 1, writtenAt: 0 }
    const { stored, others, made } = await plan(
      [identified(4, 1, event('r', 'order.paid', paid)), identified(4, 2, event('n', 'order.paid', paid))],
      { extra },
    )
    expect([stored.map(({ id }) => id), others]).toEqual([['n'], []])
    expect(made.extra).toMatchObject({ decided: { 0: [4, 2] }, indexedTo: 2 })
  })

  it('still writes the marker when nothing is left to store', async () => {
    const extra: EventsExtra = { decided: { 0: [9, 0] }, indexedTo: 0, day: 1, writtenAt: 0 }
    const { made } = await plan([identified(4, 1, event('r', 'order.paid', paid))], { extra })
    expect(made.inserts.map(({ table, rowCount }) => [table, rowCount])).toEqual([['weir_data.metric_points', 1]])
  })

  it('seals protected fields again, never in clear', async () => {
    const sealed = sealValues(secrets, ['{"properties.phone":"+8613912345678"}'])
    const { stored, made } = await plan([identified(1, 0, event('e', 'order.paid', paid, { sealed: 0 }))], { sealed })
    expect(openText(secrets, String(stored[0]!.sealed))).toContain('13912345678')
    expect(made.inserts.map(({ rows }) => String(rows)).join('')).not.toContain('13912345678')
  })

  it('quarantines what ClickHouse itself refused and what no Decimal(18, 4) holds', async () => {
    const { stored, others } = await plan(
      [
        identified(1, 0, event('refused', 'order.paid', paid)),
        identified(1, 1, event('wide', 'order.paid', { ...paid, amount: '1.23456' })),
        identified(1, 2, event('fine', 'order.paid', paid)),
      ],
      { quarantined: ['7.0'] },
    )
    expect(stored.map(({ id }) => id)).toEqual(['fine'])
    expect(others.map(({ id, code, field }) => [id, code, field])).toEqual([
      ['refused', 'refused_by_clickhouse', 'properties'],
      ['wide', 'value_out_of_range', 'amount'],
    ])
  })
})
