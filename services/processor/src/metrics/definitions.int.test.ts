import type { ShardedClickHouse } from '@weir/clickhouse'
import { startEmbedded, type TestClickHouse } from '@weir/clickhouse/testing'
import { createMemoryStateStore } from '@weir/state-store'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRecords, shippedMetrics, startWorker } from '../worker.fixture.ts'
import { pinDefinitions } from './definitions.ts'

describe('workers with different metric files, as while an upgrade rolls', () => {
  let engine: TestClickHouse
  beforeAll(async () => {
    engine = await startEmbedded()
  })
  afterAll(() => engine?.stop())

  it('end each range with the files it was begun with, so that no version counts an event twice', async () => {
    const state = createMemoryStateStore()
    const records = createRecords()
    const old = await shippedMetrics()
    // A change of what `events` counts makes a new version of it.
    const young = old.map(file =>
      file.name === 'events.yaml' ? { ...file, text: file.text.replace(/dimensions: .*/, 'dimensions: [type]') } : file,
    )
    const idOf = async (files: typeof old) => {
      const { metrics } = await pinDefinitions(createMemoryStateStore(), files)
      return metrics.find(({ name }) => name === 'events')!.id
    }
    const [oldId, youngId] = [await idOf(old), await idOf(young)]
    expect(oldId).not.toBe(youngId)

    let stop = () => {}
    const declared = new Promise<void>(resolve => {
      stop = resolve
    })
    const vanishing: ShardedClickHouse = {
      ...engine.clickhouse,
      shards: engine.clickhouse.shards.map(shard => ({
        ...shard,
        insertOnce: () => {
          stop()
          return new Promise(() => {})
        },
      })),
    }
    records.append('a', 'b', 'c')
    const first = await startWorker(records, { state, clickhouse: vanishing, files: old })
    first.feed()
    await declared

    const second = await startWorker(records, { state, clickhouse: engine.clickhouse, files: young })
    second.feed()
    await second.until(1)
    records.append('d', 'e')
    second.feed()
    await second.until(2)
    await second.close()

    const third = await startWorker(records, { state, clickhouse: engine.clickhouse, files: old })
    records.append('f')
    third.feed()
    await third.until(3)
    await third.close()

    const counted = await engine.clickhouse.query(
      `SELECT metric, toUInt32(sum(count)) AS events FROM weir_data.metric_points
       WHERE tier = 10 AND metric IN {ids:Array(String)} GROUP BY metric ORDER BY events`,
      { ids: [oldId, youngId] },
    )
    expect(counted).toEqual([
      { metric: youngId, events: 2 },
      { metric: oldId, events: 4 },
    ])
    expect(await engine.clickhouse.query('SELECT toUInt32(count()) AS rows FROM weir_data.events')).toEqual([
      { rows: 6 },
    ])
  })

  it('say so, and leave the range to a newer one, when files are beyond them', async () => {
    const state = createMemoryStateStore()
    const { aggregatorOf } = await pinDefinitions(state, await shippedMetrics())
    const files = JSON.stringify([{ name: 'x.yaml', text: 'name: x\nkind: from_the_future\n' }])
    await state.transact([{ put: 'metric_definitions', key: 'future', value: { files } }])
    await expect(aggregatorOf('future')).rejects.toMatchObject({
      code: 'RANGE_MISMATCH',
      remedy: expect.stringContaining('newer Weir'),
    })
  })
})
