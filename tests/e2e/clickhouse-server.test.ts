import { startEmbedded, type TestClickHouse } from '@weir/clickhouse/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Api, apiOf } from '../platform/api.ts'
import { startTestPlatform, type TestPlatform } from '../platform/platform.ts'

/** A ClickHouse that somebody else runs, as far as the platform can tell: a URL and a password. */
let server: TestClickHouse
let platform: TestPlatform
let api: Api

beforeAll(async () => {
  server = await startEmbedded({ migrated: false })
  platform = await startTestPlatform({
    env: { WEIR_CLICKHOUSE_URL: server.url, WEIR_CLICKHOUSE_PASSWORD: server.password },
  })
  api = await apiOf(platform)
})
afterAll(async () => {
  await platform?.dispose()
  await server?.stop()
})

const order = (number: number, userId: string, context: object = {}) => ({
  type: 'track',
  event: 'Order Completed',
  messageId: `order-${number}`,
  userId,
  context,
  properties: { order_id: `o-${number}`, amount: '12.50', currency: 'CNY', channel: 'alipay', platform: 'ios' },
})

it('keeps events, people, metrics and the ledger on a ClickHouse server named by its URL', async () => {
  const { clickhouseUrl } = await platform.credentials()
  expect(clickhouseUrl).toBe(server.url)
  expect([...platform.pids().keys()]).not.toContain('clickhouse')

  const phone = { traits: { phone: '+8613911112222' } }
  const events = [
    ...Array.from({ length: 18 }, (_, number) => order(number, `u-${number}`)),
    order(18, 'a', phone),
    order(19, 'b', phone),
  ]
  const { json } = (await api.send(events)) as { json: { accepted: number; events: { receipt: string }[] } }
  expect(json.accepted).toBe(20)
  await api.send(events.slice(0, 5))

  const until = { interval: 200 }
  await expect
    .poll(async () => (await api.get(json.events[19]!.receipt)).json, until)
    .toMatchObject({ state: 'stored' })
  // Two keys, one phone: the dictionary of the server resolves both to one person.
  const person = async () => {
    const { json } = await api.get(`/v1/profiles/phone/${encodeURIComponent('+8613911112222')}`)
    return (json as { events?: unknown[] }).events?.length
  }
  await expect.poll(person, until).toBe(2)
  // A range's points follow its events.
  await expect
    .poll(async () => (await api.get('/v1/metrics/orders_paid?window=15m')).json, until)
    .toMatchObject({
      series: [{ points: expect.arrayContaining([expect.objectContaining({ value: 20 })]) }],
    })
  const ledger = async () => (await api.get('/v1/ledger')).json
  await expect.poll(ledger, until).toMatchObject({ totals: { accepted: 25, stored: 20, duplicate: 5, missing: 0 } })

  const rows = await server.clickhouse.query(
    'SELECT toUInt32(count()) AS n, toUInt32(uniqExact(one_id)) AS people FROM weir.events',
  )
  expect(rows).toEqual([{ n: 20, people: 19 }])
  const views = await server.clickhouse.query(
    "SELECT name FROM system.tables WHERE database = 'weir' AND name LIKE 'metric_%'",
  )
  expect(views.length).toBeGreaterThan(20)
  expect(await platform.stop()).toBe(0)
})
