import { setTimeout as wait } from 'node:timers/promises'
import { createFaultyHttp, type FaultyHttp, type HttpFault } from '@weir/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ClickHouse } from '../clickhouse.ts'
import { startEmbedded, type TestClickHouse } from '../testing/index.ts'
import type { OnceInsert } from './once-insert.ts'

const columns = ['partition', 'offset', 'payload']
const isInsert = ({ path }: { path: string }) => decodeURIComponent(path).includes('INSERT')

/** 1,000 rows of one range. */
function rangeOf(partition: number, from: number, unknown = false): OnceInsert {
  const rows = Array.from({ length: 1_000 }, (_, index) => JSON.stringify([partition, from + index, `row ${index}`]))
  return {
    table: 'weir_data.ranges',
    columns,
    rows: rows.join('\n'),
    rowCount: rows.length,
    token: { log: 'g1', partition, from, to: from + rows.length },
    readBack: {
      where: 'partition = {partition:UInt16} AND offset >= {from:UInt64} AND offset < {to:UInt64}',
      params: { partition, from, to: from + rows.length },
    },
    unknown,
  }
}

describe('insertOnce against the embedded ClickHouse', () => {
  let server: TestClickHouse
  let proxy: FaultyHttp
  let faulty: ClickHouse
  /** Gives an answer up so soon that a test can wait for it. */
  let impatient: ClickHouse
  let partition = 0

  beforeAll(async () => {
    server = await startEmbedded({ migrated: false })
    await server.clickhouse.command('CREATE DATABASE weir_data')
    await server.clickhouse.command(`
      CREATE TABLE weir_data.ranges (partition UInt16, offset UInt64, payload String) ENGINE = MergeTree
      ORDER BY (partition, offset) SETTINGS non_replicated_deduplication_window = 100000, fsync_after_insert = 1`)
    proxy = await createFaultyHttp(server.url)
    faulty = server.connect({ url: proxy.url, timeoutMs: 60_000 })
    impatient = server.connect({ url: proxy.url, timeoutMs: 1_200 })
  })
  afterAll(async () => {
    await proxy.close()
    await server.stop()
  })

  const stored = async (of: number) => {
    const [row] = await server.clickhouse.query<{ rows: string; offsets: string }>(
      'SELECT count() AS rows, uniqExact(offset) AS offsets FROM weir_data.ranges WHERE partition = {of:UInt16}',
      { of },
    )
    return [Number(row?.rows), Number(row?.offsets)]
  }
  /** What a crash between token and part leaves: the token without its rows. */
  const loseRows = (of: number) =>
    server.clickhouse.command(
      'ALTER TABLE weir_data.ranges DELETE WHERE partition = {of:UInt16}',
      { of },
      { settings: { mutations_sync: 2 } },
    )
  const tokenOnly =
    (answer: 'ok' | 'lost'): HttpFault =>
    async (_, forward) => {
      const said = await forward()
      await loseRows(partition)
      return answer === 'ok' ? said : undefined
    }
  const pass: HttpFault = (_, forward) => forward()
  const zombie: HttpFault = async (_, forward) => {
    setTimeout(() => void forward(), 400)
    return undefined
  }
  const busy: HttpFault = async () => ({
    status: 503,
    headers: {},
    body: Buffer.from('Code: 202. DB::Exception: Full. (TOO_MANY_SIMULTANEOUS_QUERIES)'),
  })

  const faults: [string, HttpFault[], { attempt: number; repeated: boolean }][] = [
    ['nothing goes wrong', [], { attempt: 1, repeated: false }],
    ['the request is lost before it', ['drop'], { attempt: 1, repeated: true }],
    ['the answer is lost after it', ['lose-answer'], { attempt: 1, repeated: true }],
    ['both, one after the other', ['drop', 'lose-answer'], { attempt: 1, repeated: true }],
    ['something answers OK without inserting', ['fake-ok'], { attempt: 1, repeated: true }],
    ['the engine refuses for now', [busy], { attempt: 1, repeated: true }],
    ['it times out before the engine', ['swallow'], { attempt: 1, repeated: true }],
    ['it times out after the engine', ['hang-after'], { attempt: 1, repeated: true }],
    ['a zombie of the first try comes after the second', [zombie], { attempt: 1, repeated: true }],
    ['the token is recorded without rows', [tokenOnly('lost')], { attempt: 2, repeated: true }],
    ['that happens to two attempts', [tokenOnly('lost'), pass, tokenOnly('lost')], { attempt: 3, repeated: true }],
  ]
  for (const [what, plan, result] of faults) {
    it(`stores rows exactly once when ${what}`, async () => {
      const range = rangeOf(++partition, 0)
      proxy.next(plan, isInsert)
      const client = plan.includes('swallow') || plan.includes('hang-after') ? impatient : faulty
      expect(await client.insertOnce(range)).toEqual(result)
      expect(proxy.pending).toBe(0)
      if (plan.includes(zombie)) await wait(600)
      expect(await stored(partition)).toEqual([1_000, 1_000])
      // Whoever takes over finds them.
      expect(await faulty.insertOnce({ ...range, unknown: true })).toMatchObject({ repeated: true })
      expect(await stored(partition)).toEqual([1_000, 1_000])
    })
  }

  it('finds out after a takeover that the token was recorded without rows', async () => {
    const range = rangeOf(++partition, 0)
    await faulty.insertOnce(range)
    await loseRows(partition)
    expect(await faulty.insertOnce({ ...range, unknown: true })).toEqual({ attempt: 2, repeated: true })
    expect(await stored(partition)).toEqual([1_000, 1_000])
  })

  it('waits for an insert that still runs instead of sending another', async () => {
    await server.clickhouse.command(`
      CREATE TABLE weir_data.slow (partition UInt16, w UInt8 DEFAULT sleepEachRow(0.04)) ENGINE = MergeTree
      ORDER BY partition SETTINGS non_replicated_deduplication_window = 100`)
    const before = proxy.requests.filter(isInsert).length
    const written = await impatient.insertOnce({
      ...{ table: 'weir_data.slow', columns: ['partition'], rows: '[1]\n'.repeat(40), rowCount: 40 },
      ...{ token: { log: 'g1', partition: 1, from: 0, to: 40 }, readBack: { where: 'partition = 1' }, unknown: false },
    })
    expect(written).toEqual({ attempt: 1, repeated: true })
    expect(proxy.requests.filter(isInsert).length - before).toBe(1)
    expect(await server.clickhouse.query('SELECT count() AS rows FROM weir_data.slow')).toEqual([{ rows: '40' }])
  })

  it('does nothing when reading back is impossible, and goes on when it is possible again', async () => {
    const range = rangeOf(++partition, 0)
    proxy.next(['lose-answer'], isInsert)
    proxy.next(Array(4).fill('drop'), request => !isInsert(request))
    await expect(faulty.insertOnce(range)).rejects.toMatchObject({ code: 'CLICKHOUSE_UNAVAILABLE', retryable: true })
    expect(await faulty.insertOnce({ ...range, unknown: true })).toEqual({ attempt: 1, repeated: true })
    expect(await stored(partition)).toEqual([1_000, 1_000])
  })

  it('makes one part of a large range, so that its token covers all of it', async () => {
    const count = 120_000
    const rows = Array.from({ length: count }, (_, index) => `[999,${index},"${'x'.repeat(100)}"]`).join('\n')
    const range = { ...rangeOf(999, 0), rows, rowCount: count }
    await server.clickhouse.insertOnce(range)
    await server.clickhouse.insertOnce(range)
    expect(await stored(999)).toEqual([count, count])
    const [parts] = await server.clickhouse.query<{ rows: string }>(
      "SELECT max(rows) AS rows FROM system.parts WHERE table = 'ranges' AND active",
    )
    expect(Number(parts?.rows)).toBeGreaterThanOrEqual(count)
  })

  it('stores none of a block with one bad row, and names the code', async () => {
    const range = {
      ...rangeOf(++partition, 0),
      rows: `[${partition},1,"good"]\n[${partition},"secret-value","bad"]\n`,
      rowCount: 2,
    }
    const refused = await server.clickhouse.insertOnce(range).catch(error => error)
    expect(refused).toMatchObject({ code: 'CLICKHOUSE_DATA_REFUSED', retryable: false, cause: { code: 27 } })
    expect(refused.message).not.toContain('secret-value')
    expect(await stored(partition)).toEqual([0, 0])
  })

  it('stores every range exactly once while the engine is killed again and again', async () => {
    let kills = 0
    const killing = (async () => {
      for (; kills < 6; kills++) {
        await wait(20 + Math.random() * 150)
        await server.kill()
        await server.restart()
      }
    })()
    let ranges = 0
    for (; kills < 6; ranges++) {
      const range = rangeOf(5_000, ranges * 1_000)
      for (let unknown = false, written = false; !written; unknown = true) {
        written = await server.clickhouse.insertOnce({ ...range, unknown }).then(
          () => true,
          error => {
            expect(error).toMatchObject({ code: 'CLICKHOUSE_UNAVAILABLE' })
            return false
          },
        )
      }
    }
    await killing
    expect(await stored(5_000)).toEqual([ranges * 1_000, ranges * 1_000])
  })
})
