import { openClickHouse, type ShardedClickHouse } from '@weir/clickhouse'
import { startEmbedded, type TestClickHouse } from '@weir/clickhouse/testing'
import { createMemoryStateStore } from '@weir/state-store'
import { createFaultyHttp, type FaultyHttp, type HttpFault } from '@weir/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRecords, startWorker } from '../worker.fixture.ts'

/** Two embedded servers stand in as the shards of a cluster: the exact side asks each of them directly. */
describe('ranges written to two shards', () => {
  const state = createMemoryStateStore()
  const records = createRecords()
  const expected = new Set<string>()
  const clients: ShardedClickHouse[] = []
  let engines: TestClickHouse[]
  let proxies: FaultyHttp[]
  let next = 0

  beforeAll(async () => {
    engines = await Promise.all([startEmbedded(), startEmbedded()])
    proxies = await Promise.all(engines.map(({ url }) => createFaultyHttp(url)))
  })
  afterAll(async () => {
    await Promise.all(clients.map(client => client.close()))
    await Promise.all(proxies.map(proxy => proxy.close()))
    await Promise.all(engines.map(engine => engine.stop()))
  })

  const worker = () => {
    const url = proxies.map(proxy => proxy.url).join(',')
    const { user, password } = engines[0]!
    const clickhouse = openClickHouse({ url, user, password, timeoutMs: 2_000 })
    clients.push(clickhouse)
    return startWorker(records, { state, clickhouse })
  }
  type Worker = Awaited<ReturnType<typeof worker>>

  /** One range of forty new events. */
  async function write(by: Worker): Promise<void> {
    const ids = Array.from({ length: 40 }, (_, at) => `e${next}-${at}`)
    for (const id of ids) expected.add(id)
    records.append(...ids)
    by.feed()
    await by.until(++next)
  }

  const fail = (shard: number, table: string, ...faults: HttpFault[]): void =>
    proxies[shard]!.next(faults, ({ path }) => path.replaceAll('+', ' ').includes(`INSERT INTO ${table}`))

  async function assertExactlyOnce(): Promise<void> {
    const held = await Promise.all(
      engines.map(async ({ clickhouse }, shard) => {
        const rows = await clickhouse.query<{ id: string; anchor_key: string }>(
          'SELECT id, anchor_key FROM weir_data.events',
        )
        const misplaced = rows.filter(({ anchor_key }) => anchor_key !== '0' && Number(anchor_key) % 2 !== shard)
        const [points] = await clickhouse.query<{ counted: string }>(
          "SELECT sum(count) AS counted FROM weir_data.metric_points WHERE metric LIKE 'events@%' AND tier = 10",
        )
        const markers = await clickhouse.query<{ first: number; n: number }>(`
          SELECT toUInt32(dimensions[4]) AS first, toUInt32(sum(count)) AS n
          FROM weir_data.metric_points WHERE metric = '_range' GROUP BY first ORDER BY first`)
        return { ids: rows.map(({ id }) => id), misplaced, counted: Number(points?.counted), markers }
      }),
    )
    const everyRange = Array.from({ length: next }, (_, first) => ({ first, n: 1 }))
    for (const { misplaced, markers, ids } of held) {
      expect(misplaced).toEqual([])
      expect(markers).toEqual(everyRange)
      expect(ids.length).toBeGreaterThan(expected.size / 4)
    }
    expect(held.flatMap(({ ids }) => ids).sort()).toEqual([...expected].sort())
    expect(held.reduce((sum, { counted }) => sum + counted, 0)).toBe(expected.size)
  }

  it('end with every row once, whatever is lost on the way to either', async () => {
    const first = await worker()
    await write(first)
    for (const table of ['weir_data.events', 'weir_data.metric_points']) {
      fail(0, table, 'lose-answer')
      fail(1, table, 'drop', 'lose-answer', 'drop')
      await write(first)
      fail(1, table, 'swallow')
      await write(first)
    }
    await first.close()
    await assertExactlyOnce()
  })

  it('wait for a shard that died in the middle, naming it, and go on when it is back', async () => {
    const patient = await worker()
    fail(1, 'weir_data.events', async (_, forward) => {
      await forward()
      await engines[1]!.kill()
      return undefined
    })
    const written = write(patient)
    await expect.poll(patient.waitingFor).toContain('socket hang up')
    await engines[1]!.restart()
    await written
    await patient.close()
    await assertExactlyOnce()
  })

  it('are ended by the next owner when the last one vanished with one shard written', async () => {
    for (const table of ['weir_data.events', 'weir_data.metric_points']) {
      const doomed = await worker()
      let cut = () => {}
      const reached = new Promise<void>(resolve => {
        cut = resolve
      })
      const never: HttpFault = async () => {
        cut()
        return new Promise(() => {})
      }
      fail(1, table, never)
      void write(doomed)
      await reached
      const heir = await worker()
      heir.feed()
      await heir.until(next)
      await heir.close()
      await doomed.close()
    }
    await assertExactlyOnce()
  })

  it('know an id wherever it lies: from memory, from the index, and from the rows of another owner', async () => {
    const owner = await worker()
    const again = (id: string): [string, number] => [id, 0]
    const other = (id: string): [string, number] => [id, 1]
    await write(owner)
    records.append(again('e0-1'), other('e0-2'), again(`e${next - 1}-3`), other(`e${next - 1}-4`))
    owner.feed()
    await owner.until(++next)
    await owner.close()
    const heir = await worker()
    records.append(other('e0-1'), again('e0-2'), other(`e${next - 2}-3`), again(`e${next - 2}-4`))
    heir.feed()
    await heir.until(++next)
    await heir.close()
    await assertExactlyOnce()
    const outcomes = await Promise.all(
      engines.map(({ clickhouse }) =>
        clickhouse.query<{ outcome: string }>('SELECT outcome FROM weir_data.event_outcomes'),
      ),
    )
    expect(outcomes.flat().map(({ outcome }) => outcome)).toEqual(Array(8).fill('duplicate'))
  })

  it('quarantine what one shard refuses, and its copy that would lie on the other', async () => {
    const owner = await worker()
    const poison = '{"a":"\\ud800"}'
    records.append(['good', 2], ['bad', 4, poison], ['bad', 5], ['fine', 7])
    expected.add('good').add('fine')
    owner.feed()
    await owner.until(++next)
    await owner.close()
    await assertExactlyOnce()
    const outcomes = await Promise.all(
      engines.map(({ clickhouse }) =>
        clickhouse.query<{ id: string; code: string }>(
          "SELECT id, code FROM weir_data.event_outcomes WHERE outcome = 'quarantined'",
        ),
      ),
    )
    expect(outcomes.flat()).toEqual(Array(2).fill({ id: 'bad', code: 'refused_by_clickhouse' }))
  })

  it('stop for a person when one shard was restored from an older moment', async () => {
    await engines[1]!.clickhouse.command(
      "ALTER TABLE weir_data.metric_points DELETE WHERE metric = '_range' AND toUInt32(dimensions[4]) >= {last:UInt32}",
      { last: next - 1 },
      { settings: { mutations_sync: 2 } },
    )
    await expect(worker()).rejects.toThrow(/on shard 2 is stopped: .*ClickHouse holds ranges up to/)
  })
})
