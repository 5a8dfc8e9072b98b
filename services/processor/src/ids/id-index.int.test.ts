import { startEmbedded, type TestClickHouse } from '@weir/clickhouse/testing'
import { eventIdHash, uuidOf } from '@weir/event'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createIdIndex } from './id-index.ts'
import { createIdMemory } from './id-memory.ts'

const day = 86_400_000
const now = Date.now()
const hashOf = (n: number) => eventIdHash('demo', 'shop', String(n))
/** More than the text of one query may name. */
const stored = Array.from({ length: 12_000 }, (_, n) => hashOf(n))
const place = { generation: 'g', partition: 0, from: 0 }

describe('the index of stored ids', () => {
  let engine: TestClickHouse

  beforeAll(async () => {
    engine = await startEmbedded()
    const rows = stored.map((hash, at) => [
      uuidOf(hash),
      (now / 1_000).toFixed(3),
      'g',
      0,
      Math.floor(at / 1_000),
      at % 1_000,
    ])
    await engine.clickhouse.insert(
      'weir_data.events',
      ['id_hash', 'received_at', 'log', 'partition', 'offset', 'record_index'],
      rows.map(row => `${JSON.stringify(row)}\n`).join(''),
    )
    await createIdIndex(engine.clickhouse.shards).fill({ ...place, to: 11 })
  })
  afterAll(() => engine?.stop())

  it('finds every id that was moved into it, with its place, and none that was not', async () => {
    const ids = createIdIndex(engine.clickhouse.shards)
    const found = await ids.find([...stored, hashOf(-1)], { fromMs: now, toMs: now })
    expect(found.size).toBe(11_000)
    expect(found.get(stored[10_999]!)).toEqual({ log: 'g', partition: 0, offset: 10, index: 999, receivedAt: now })
    expect(found.has(stored[11_000]!)).toBe(false)
    expect((await ids.find(stored, { fromMs: now + 8 * day, toMs: now + 8 * day })).size).toBe(0)
  })

  it('gives a new owner the ids that were not moved yet, and filters for those that were', async () => {
    const memory = createIdMemory()
    const ids = createIdIndex(engine.clickhouse.shards)
    await ids.loadFilters(0, memory)
    await ids.readBack({ ...place, from: 11 }, memory)
    expect(memory.recent(stored[11_000]!)).toMatchObject({ offset: 11, index: 0 })
    expect(memory.recent(stored[0]!)).toBeUndefined()
    expect(stored.every(hash => memory.maybeStored(hash, now))).toBe(true)
  })
})
