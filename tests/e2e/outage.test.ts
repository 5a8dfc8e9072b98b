import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, apiOf } from '../platform/api.ts'
import { startTestPlatform, type TestPlatform } from '../platform/platform.ts'
import { type Receiver, startReceiver } from '../platform/receiver.ts'

let platform: TestPlatform
let receiver: Receiver
let api: Api

beforeAll(async () => {
  platform = await startTestPlatform()
  receiver = await startReceiver()
  api = await apiOf(platform)
})

afterAll(async () => {
  await receiver?.stop()
  await platform?.dispose()
})

const rule = {
  name: 'fast_payment_alarm',
  title: { en: 'Payments are failing', zh: '支付失败' },
  metric: 'payment_success_rate',
  groupBy: ['channel'],
  conditions: [{ window: '10s', op: '<', value: 0.9 }],
  for: '1s',
  minSample: 20,
  resolve: { window: '10s', op: '>=', value: 0.9, for: '1s' },
  severity: 'red',
  channels: ['phone', 'robot'],
}

/** Pays at a steady rate until stopped. */
function payments(channel: string) {
  let number = 0
  let success = 1
  const sending = new AbortController()
  const run = (async () => {
    while (!sending.signal.aborted) {
      const events = Array.from({ length: 20 }, () => {
        number += 1
        return {
          type: 'track',
          event: number % 10 < success * 10 ? 'payment.succeeded' : 'payment.failed',
          messageId: `pay-${channel}-${number}`,
          userId: `payer-${number % 50}`,
          properties: { amount: '10.00', currency: 'CNY', channel, platform: 'ios' },
        }
      })
      expect((await api.send(events)).json).toMatchObject({ accepted: 20 })
      await wait(200)
    }
  })()
  return {
    succeed(share: number) {
      success = share
    },
    async stop() {
      sending.abort()
      await run
    },
  }
}

describe('a payment outage', () => {
  it('pages by signed webhook and DingTalk, then tells that it is over, once each', async () => {
    for (const channel of [receiver.webhookChannel('phone'), receiver.robotChannel('robot')]) {
      expect((await api.manage('POST', '/v1/alerts/channels', channel)).status).toBe(201)
    }
    expect((await api.manage('POST', '/v1/alerts/rules', rule)).status).toBe(201)
    const alipay = payments('alipay')
    await wait(3_000)
    alipay.succeed(0.3)
    // The phone is out of reach when the page is due: it must arrive all the same.
    receiver.setDown(true)
    await wait(8_000)
    receiver.setDown(false)
    const fired = await receiver.page(({ type }) => type === 'alert.fired')
    const robot = await receiver.page(({ channel }) => channel === 'dingtalk')
    alipay.succeed(1)
    const resolved = await receiver.page(({ type }) => type === 'alert.resolved')
    await alipay.stop()

    expect(fired.body.data).toMatchObject({
      rule: rule.name,
      dimensions: { channel: 'alipay' },
      severity: 'red',
      state: 'firing',
    })
    expect(resolved.body.data).toMatchObject({ state: 'resolved' })
    expect(JSON.stringify(robot.body)).toContain('alipay')
    expect(JSON.stringify(robot.body)).toContain('@13800001111')
    expect(receiver.refused).toEqual([])
    const { json } = await api.get('/v1/alerts/episodes?state=all&rule=fast_payment_alarm')
    expect(json).toMatchObject({ episodes: [{ state: 'resolved' }] })
    const webhookIds = receiver.pages.filter(({ channel }) => channel === 'webhook').map(({ id }) => id)
    expect(webhookIds).toHaveLength(2)
    expect(new Set(webhookIds).size).toBe(2)
  })
})

describe('one event', () => {
  it('is found by its receipt, its person by phone, and its order in the metric and for BI', async () => {
    const event = {
      type: 'track',
      event: 'Order Completed',
      messageId: 'order-1',
      userId: 'u-1',
      context: { traits: { phone: '139 1234 5678' } },
      properties: {
        order_id: 'o-1',
        total: 199.5,
        currency: 'CNY',
        affiliation: 'shop-e2e',
        products: [{ sku: 'tea', price: 99.75, quantity: 2 }],
      },
    }
    const { json: answer } = await api.send([event])
    const { receipt } = (answer as { events: { receipt: string }[] }).events[0]!
    await expect.poll(async () => ((await api.get(receipt)).json as { state: string }).state).toBe('stored')

    const { json: person } = await api.get('/v1/profiles/phone/13912345678')
    expect(person).toMatchObject({
      keys: expect.arrayContaining([expect.objectContaining({ type: 'user_id', value: 'u-1' })]),
    })
    expect(JSON.stringify(person)).not.toContain('13912345678')

    const { json: metric } = await api.get('/v1/metrics/paid_gmv?window=5m&step=10s&filter=shop:shop-e2e')
    const [series] = (metric as { series: { points: { value: number }[] }[] }).series
    expect(series?.points.at(-1)?.value).toBe(199.5)

    const { clickhouseUrl, bi } = await platform.credentials()
    const sql = "SELECT amount, items.sku FROM events WHERE id = 'order-1' FORMAT JSONCompactEachRow"
    const query = (text: string) =>
      fetch(`${clickhouseUrl}/?database=${bi.database}`, {
        method: 'POST',
        headers: { 'X-ClickHouse-User': bi.user, 'X-ClickHouse-Key': bi.password },
        body: text,
      })
    expect((await (await query(sql)).text()).trim()).toBe('[199.5, ["tea"]]')
    expect((await query('SELECT count() FROM weir_data.events')).status).not.toBe(200)
  })

  it('that was never accepted has no receipt, and a rejected one says why', async () => {
    expect((await api.get('/v1/events/never-sent/receipt?source=demo')).status).toBe(404)
    const { json } = await api.send([
      { type: 'track', event: 'Order Completed', messageId: 'bad-1', userId: 'u', properties: { total: {} } },
    ])
    const { receipt } = (json as { events: { receipt: string }[] }).events[0]!
    await expect.poll(async () => (await api.get(receipt)).json).toMatchObject({ state: 'rejected' })
  })
})
