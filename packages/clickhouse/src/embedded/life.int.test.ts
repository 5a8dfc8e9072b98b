import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEmbedded, type TestClickHouse } from '../testing/index.ts'
import { startEmbeddedClickHouse } from './launch.ts'

describe('the life of the embedded ClickHouse', () => {
  let server: TestClickHouse
  beforeAll(async () => {
    server = await startEmbedded()
  })
  afterAll(() => server.stop())

  it('lets nobody else open its directory, take its port, or start without a password', async () => {
    const env = { WEIR_DATA_DIR: server.dataDir, WEIR_CLICKHOUSE_PORT: '0', WEIR_CLICKHOUSE_PASSWORD: server.password }
    const words = async (more: Record<string, string>) => {
      const failure = await startEmbeddedClickHouse({ ...env, ...more, WEIR_LOG_LEVEL: 'fatal' }).then(
        started => started.stop(),
        (error: Error) => error.message,
      )
      return failure
    }
    expect(await words({})).toMatch(/\(78\).*"code":"DATA_DIR_IN_USE".*is open in process \d+"}$/)
    const other = `${server.dataDir}/other`
    const port = new URL(server.url).port
    expect(await words({ WEIR_DATA_DIR: other, WEIR_CLICKHOUSE_PORT: port })).toMatch(
      /"code":"PORT_IN_USE".*port \d+ on 127.0.0.1/,
    )
    expect(await words({ WEIR_CLICKHOUSE_PASSWORD: '' })).toMatch(/"code":"CONFIG_INVALID".*WEIR_CLICKHOUSE_PASSWORD/)
    expect(await words({ WEIR_CLICKHOUSE_URL: 'http://elsewhere:8123' })).toMatch(
      /"code":"CONFIG_INVALID".*WEIR_CLICKHOUSE_URL/,
    )
  })

  it('loads the identity dictionary again after a change, unasked', async () => {
    const { clickhouse } = server
    const oneId = async () => {
      const [row] = await clickhouse.query<{ one: string }>(
        "SELECT dictGetOrDefault('weir_data.identity', 'one_id', 5::UInt64, 5::UInt64) AS one",
      )
      return row?.one
    }
    expect(await oneId()).toBe('5')
    for (const [version, one] of [
      [1, '3'],
      [2, '4'],
      [3, '5'],
    ] as const) {
      await clickhouse.insert(
        'weir_data.identity_overrides',
        ['tenant', 'key_id', 'one_id', 'version', 'changed_at'],
        `["demo",5,${one},${version},${Date.now()}]`,
      )
      await expect.poll(oneId, { interval: 20 }).toBe(one)
    }
  })

  it('keeps what it acknowledged when it is killed, and ends in order when it is asked to', async () => {
    const { clickhouse } = server
    await clickhouse.insert('weir_data.identity_marks', ['generation', 'high_water'], '["g1",7]')
    await server.kill()
    await expect(clickhouse.ping()).rejects.toMatchObject({ code: 'CLICKHOUSE_UNAVAILABLE' })
    await server.restart()
    expect(await clickhouse.query('SELECT high_water FROM weir_data.identity_marks')).toEqual([{ high_water: '7' }])
    const slow = clickhouse.query(
      'SELECT sum(sleepEachRow(0.05)) AS slept FROM numbers(10) SETTINGS max_block_size = 1',
    )
    while (
      (
        await clickhouse.query(
          "SELECT 1 FROM system.processes WHERE query LIKE '%sleepEachRow%' AND query NOT LIKE '%processes%'",
        )
      ).length === 0
    );
    const restarted = server.restart()
    expect(await slow).toEqual([{ slept: '0' }])
    await restarted
    await clickhouse.ping()
    expect(existsSync(server.dataDir)).toBe(true)
  })
})
