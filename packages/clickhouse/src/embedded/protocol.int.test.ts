import { afterAll, beforeAll, expect, it } from 'vitest'
import { startEmbedded, type TestClickHouse } from '../testing/index.ts'

let server: TestClickHouse
beforeAll(async () => {
  server = await startEmbedded()
})
afterAll(() => server.stop())
it('works', async () => {
  await server.clickhouse.ping()
  expect(await server.clickhouse.query('SELECT count() AS n FROM weir_data.events')).toEqual([{ n: '0' }])
})
