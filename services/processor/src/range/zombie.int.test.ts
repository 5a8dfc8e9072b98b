import type { Shard, ShardedClickHouse } from '@weir/clickhouse'
import { startEmbedded, type TestClickHouse } from '@weir/clickhouse/testing'
import { createMemoryStateStore } from '@weir/state-store'
import { createFaultyHttp } from '@weir/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createRecords, startWorker } from '../worker.fixture.ts'

const tables = ['weir_data.events', 'weir_data.metric_points'] as const

/** A moment at which a worker stands still until it is woken, as one stopped by the machine does. */
function createStandstill() {
  let wake = () => {}
  let reach = () => {}
  const woken = new Promise<void>(resolve => {
    wake = resolve
  })
  const reached = new Promise<void>(resolve => {
    reach = resolve
  })
  return {
    reached,
    wake: () => wake(),
    async here(): Promise<void> {
      reach()
      await woken
    },
  }
}

type Insert = Parameters<Shard['insertOnce']>[0]

/** The same ClickHouse, its inserts led through `lead` first. */
const led = (clickhouse: ShardedClickHouse, lead: (insert: Insert) => Promise<Insert>): ShardedClickHouse => ({
  ...clickhouse,
  shards: clickhouse.shards.map(shard => ({
    ...shard,
    insertOnce: async insert => shard.insertOnce(await lead(insert)),
  })),
})

describe('a processor that wakes after its partition moved', () => {
  let engine: TestClickHouse
  let state = createMemoryStateStore()
  let records = createRecords()

  beforeAll(async () => {
    engine = await startEmbedded()
    // As after hours: what a token was for is forgotten two ranges later.
    for (const table of tables)
      await engine.clickhouse.command(`ALTER TABLE ${table} MODIFY SETTING non_replicated_deduplication_window = 2`)
  })
  afterAll(() => engine?.stop())
  beforeEach(async () => {
    state = createMemoryStateStore()
    records = createRecords()
    for (const table of [...tables, 'weir_data.event_outcomes', 'weir_data.event_ids'])
      await engine.clickhouse.command(`TRUNCATE TABLE ${table}`)
  })

  /** Rows, different rows, and what the metric `events` counts in its finest tier. */
  async function stored() {
    const [row] = await engine.clickhouse.query<Record<'rows' | 'different' | 'counted' | 'markers', number>>(`
      SELECT toUInt32(count()) AS rows, toUInt32(uniqExact(id)) AS different,
        (SELECT toUInt32(sum(count)) FROM weir_data.metric_points WHERE metric LIKE 'events@%' AND tier = 10) AS counted,
        (SELECT toUInt32(count()) FROM weir_data.metric_points WHERE metric = '_range') AS markers
      FROM weir_data.events`)
    return row
  }

  /** The partition moves while the zombie stands still; its successor does its range, and then some. */
  async function succeed(zombieAt: Promise<void>, furtherRanges: number): Promise<number> {
    await zombieAt
    const successor = await startWorker(records, { state, clickhouse: engine.clickhouse })
    successor.feed()
    await successor.until(1)
    for (let range = 1; range <= furtherRanges; range++) {
      records.append(`further-${range}-a`, `further-${range}-b`)
      successor.feed()
      await successor.until(range + 1)
    }
    await successor.close()
    return 3 + 2 * furtherRanges
  }

  for (const table of tables) {
    it(`writes nothing, however late, when it stood before its insert into ${table}`, async () => {
      const standstill = createStandstill()
      const asleep = led(engine.clickhouse, async insert => {
        if (insert.table === table) await standstill.here()
        return insert
      })
      const zombie = await startWorker(records, { state, clickhouse: asleep })
      records.append('a', 'b', 'c')
      zombie.feed()
      const events = await succeed(standstill.reached, 4)
      standstill.wake()
      await zombie.fenced()
      expect(await stored()).toEqual({ rows: events, different: events, counted: events, markers: 5 })
      await zombie.close()
    })

    it(`doubles nothing when it had asked and only the rows of ${table} were still to come`, async () => {
      const standstill = createStandstill()
      const asleep = led(engine.clickhouse, async insert => {
        if (insert.table !== table) return insert
        const mayWrite = async () => {
          await insert.mayWrite?.()
          await standstill.here()
        }
        return { ...insert, mayWrite }
      })
      const zombie = await startWorker(records, { state, clickhouse: asleep })
      records.append('a', 'b', 'c')
      zombie.feed()
      // A connection that waits this long is still there: the token is, too.
      const events = await succeed(standstill.reached, 0)
      standstill.wake()
      await zombie.fenced()
      expect(await stored()).toEqual({ rows: events, different: events, counted: events, markers: 1 })
      await zombie.close()
    })

    it(`doubles nothing when its rows of ${table} arrive after its successor's`, async () => {
      const proxy = await createFaultyHttp(engine.url)
      const standstill = createStandstill()
      const late = new Promise<void>(resolve =>
        proxy.next(
          [
            async (_, forward) => {
              await standstill.here()
              await forward()
              resolve()
              return undefined
            },
          ],
          ({ path }) => decodeURIComponent(path.replaceAll('+', ' ')).includes(`INSERT INTO ${table} `),
        ),
      )
      const zombie = await startWorker(records, { state, clickhouse: engine.connect({ url: proxy.url }) })
      records.append('a', 'b', 'c')
      zombie.feed()
      const events = await succeed(standstill.reached, 0)
      standstill.wake()
      await late
      await zombie.fenced()
      expect(await stored()).toEqual({ rows: events, different: events, counted: events, markers: 1 })
      await zombie.close()
      await proxy.close()
    })
  }

  it('leaves its successor the range it had declared and not begun, and one it had written in part', async () => {
    for (const table of tables) {
      const standstill = createStandstill()
      const asleep = led(engine.clickhouse, async insert => {
        if (insert.table === table) await standstill.here()
        return insert
      })
      const before = records.records.length
      const zombie = await startWorker(records, { state, clickhouse: asleep })
      records.append(`${table}-1`, `${table}-2`)
      zombie.feed()
      await standstill.reached
      const successor = await startWorker(records, { state, clickhouse: engine.clickhouse })
      successor.feed()
      await successor.until(before + 1)
      await successor.close()
      standstill.wake()
      await zombie.fenced()
      await zombie.close()
    }
    expect(await stored()).toEqual({ rows: 4, different: 4, counted: 4, markers: 2 })
  })
})
