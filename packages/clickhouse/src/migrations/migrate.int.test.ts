import { createFaultyHttp, type FaultyHttp } from '@weir/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ClickHouse } from '../clickhouse.ts'
import { schemaDirectory, startEmbedded, type TestClickHouse } from '../testing/index.ts'
import { migrate } from './migrate.ts'
import { pendingMigrations } from './pending.ts'
import { type Migration, readMigrations } from './read.ts'

const unlocked = <T>(run: () => Promise<T>) => run()

describe('migrate', () => {
  let server: TestClickHouse
  let proxy: FaultyHttp
  let faulty: ClickHouse
  beforeAll(async () => {
    server = await startEmbedded({ migrated: false })
    proxy = await createFaultyHttp(server.url)
    faulty = server.connect({ url: proxy.url })
  })
  afterAll(async () => {
    await proxy.close()
    await server.stop()
  })

  it('applies the shipped files once, under the lock', async () => {
    const files = await readMigrations(schemaDirectory)
    let locked = 0
    const lock = async <T>(run: () => Promise<T>) => {
      locked++
      return run()
    }
    const names = files.map(file => file.name)
    expect(await pendingMigrations(server.clickhouse, files)).toEqual(names)
    expect(await migrate(server.clickhouse, files, lock)).toEqual({ applied: names })
    expect(await migrate(server.clickhouse, files, lock)).toEqual({ applied: [] })
    expect(await pendingMigrations(server.clickhouse, files)).toEqual([])
    expect(locked).toBe(2)
    const [tables] = await server.clickhouse.query<{ n: string }>(
      "SELECT count() AS n FROM system.tables WHERE database IN ('weir', 'weir_data')",
    )
    expect(Number(tables?.n)).toBeGreaterThan(8)
  })

  it('goes on after being cut off at any statement, before or after it was carried out', async () => {
    const sql = Array.from(
      { length: 4 },
      (_, n) => `CREATE TABLE default.m${n} (a Int8) ENGINE = Null -- ${n}; not the end\n`,
    ).join(';')
    const shipped = await readMigrations(schemaDirectory)
    const files: Migration[] = [
      ...shipped,
      { name: '9001_cut.sql', sql: `${sql};ALTER TABLE default.m0 ADD COLUMN b Int8` },
    ]
    const changes = ({ body }: { body: Buffer }) => /CREATE TABLE default|ALTER TABLE/.test(body.toString())
    let runs = 1
    for (const fault of ['drop', 'lose-answer', 'drop', 'lose-answer', 'lose-answer'] as const) {
      proxy.next([fault], changes)
      await expect(migrate(faulty, files, unlocked)).rejects.toMatchObject({ code: 'CLICKHOUSE_UNAVAILABLE' })
      runs++
    }
    expect(await migrate(faulty, files, unlocked)).toEqual({ applied: ['9001_cut.sql'] })
    expect(await migrate(faulty, files, unlocked)).toEqual({ applied: [] })
    const columns = await server.clickhouse.query(
      "SELECT name FROM system.columns WHERE table LIKE 'm_' AND database = 'default'",
    )
    expect([runs, columns.length]).toEqual([6, 5])
    // Once done, a statement that says "exists already" is wrong again.
    const twice = [...files, { name: '9002_twice.sql', sql: 'CREATE TABLE default.m0 (a Int8) ENGINE = Null' }]
    await expect(migrate(server.clickhouse, twice, unlocked)).rejects.toMatchObject({
      code: 'CLICKHOUSE_QUERY_REFUSED',
      message: expect.stringContaining('9002_twice.sql, statement 1'),
    })
  })

  it('stops at a changed file with one clear line', async () => {
    const [first, ...rest] = await readMigrations(schemaDirectory)
    await expect(
      migrate(server.clickhouse, [{ ...first!, sql: `${first!.sql}\n` }, ...rest], unlocked),
    ).rejects.toMatchObject({
      code: 'DATA_DIR_VERSION',
      message: `migration ${first!.name} was changed after it had been applied`,
      remedy: expect.any(String),
    })
  })
})
