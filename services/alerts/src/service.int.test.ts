import { createHmac } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { startEmbedded, type TestClickHouse } from '@weir/clickhouse/testing'
import { internalToken } from '@weir/credentials'
import { createReadiness } from '@weir/lifecycle'
import { createAggregator, encodePoints, type Metric, metricPointColumns } from '@weir/metric-definitions'
import { createMemoryStateStore } from '@weir/state-store'
import { createLogger, createMetrics } from '@weir/telemetry'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RuleText, ruleSchema } from './rules/rule.ts'
import { createAlerts } from './service.ts'
import { readShipped } from './shipped.ts'

const secrets = {
  hmac: new Uint8Array(32),
  sealing: { current: '1', keys: new Map([['1', new Uint8Array(32).fill(7)]]) },
}
const hookSecret = `whsec_${Buffer.alloc(24, 5).toString('base64')}`
const robotSecret = 'SECrobot'
const schemas = fileURLToPath(new URL('../../../schemas', import.meta.url))

interface Call {
  path: string
  headers: Record<string, string>
  query: URLSearchParams
  body: string
  at: number
}

describe('alerts on ClickHouse', () => {
  let engine: TestClickHouse
  let receiver: Server
  let address: string
  let metric: Metric
  let down = false
  const calls: Call[] = []
  const arrivals = new EventEmitter()
  const state = createMemoryStateStore()
  const stops: (() => Promise<void>)[] = []

  beforeAll(async () => {
    engine = await startEmbedded()
    receiver = createServer(async (request, reply) => {
      let body = ''
      for await (const chunk of request) body += chunk
      if (down) return void request.socket.destroy()
      const url = new URL(request.url!, 'http://receiver')
      calls.push({
        path: url.pathname,
        headers: request.headers as Record<string, string>,
        query: url.searchParams,
        body,
        at: Date.now(),
      })
      reply.end('{"errcode":0,"errmsg":"ok"}')
      arrivals.emit('call')
    }).listen(0, '127.0.0.1')
    await once(receiver, 'listening')
    address = `127.0.0.1:${(receiver.address() as AddressInfo).port}`
  })
  afterAll(async () => {
    for (const stop of stops) await stop()
    receiver?.close()
    await engine?.stop()
  })

  /** The service as main.ts builds it, on the shipped metrics and rule; only the waits of the rule are shorter. */
  async function start() {
    const shipped = await readShipped(schemas)
    metric = shipped.metrics.get('payment_success_rate')!
    const rules = shipped.rules.map(rule =>
      rule.resolve ? { ...rule, for: 2_000, resolve: { ...rule.resolve, for: 2_000 } } : rule,
    )
    const { app, components } = createAlerts({
      state, secrets, shipped: { ...shipped, rules }, clickhouse: engine.clickhouse,
      log: { lag: async () => [{ partition: 0, next: 1, end: 1 }] },
      logger: createLogger({ service: 'test', level: 'silent' }), telemetry: createMetrics('test', { process: false }),
      readiness: createReadiness(), publicUrl: 'http://weir.test', timeZone: 'Asia/Shanghai',
      allowHosts: new Set(), trustChannels: true, lagToleranceMs: 15_000,
    }) // biome-ignore format: options
    await app.ready()
    for (const component of components) await component.start()
    const stop = async () => {
      for (const component of components.toReversed()) await component.stop()
      await app.close()
    }
    stops.push(stop)
    return { app, stop: async () => void (await stops.splice(stops.indexOf(stop), 1)[0]?.()) }
  }

  const post = (app: Awaited<ReturnType<typeof start>>['app'], path: string, payload?: object) =>
    app.inject({
      method: payload ? 'POST' : 'GET', url: `/v1/alerts${path}`, ...(payload && { payload }),
      headers: { authorization: `Bearer ${internalToken(secrets)}`, 'x-weir-tenant': 'demo', 'x-weir-scopes': 'read,manage' },
    }) // biome-ignore format: a request

  /** Payments as the processor would store them. */
  async function pay(channel: string, succeeded: number, failed: number): Promise<void> {
    const aggregator = createAggregator([metric])
    for (let index = 0; index < succeeded + failed; index++)
      aggregator.add({
        tenant: 'demo', source: 'shop', id: String(index), occurredAt: Date.now(), anchorKey: 0, oneId: 0, items: [],
        type: index < succeeded ? 'payment.succeeded' : 'payment.failed',
        columns: { channel, platform: index % 3 === 0 ? 'web' : 'ios' }, field: () => undefined,
      }) // biome-ignore format: an event
    await engine.clickhouse.insert('weir_data.metric_points', metricPointColumns, encodePoints(aggregator.drain()))
  }

  const until = async (path: string, count: number): Promise<Call[]> => {
    const got = () => calls.filter(call => call.path === path)
    while (got().length < count) await once(arrivals, 'call', { signal: AbortSignal.timeout(180_000) })
    return got()
  }

  it('pages a webhook and a DingTalk robot when a channel breaks, and resolves both when it heals', async () => {
    const first = await start()
    const channels = [
      { name: 'hook', type: 'webhook', url: `http://${address}/hook`, secret: hookSecret, allow: [address] },
      {
        name: 'robot',
        type: 'dingtalk',
        url: `http://${address}/robot`,
        accessToken: 'tkn',
        secret: robotSecret,
        atMobiles: ['13800001111'],
        allow: [address],
      },
      { name: 'outside', type: 'webhook', url: `http://${address}/outside`, secret: hookSecret },
    ]
    for (const channel of channels) expect((await post(first.app, '/channels', channel)).statusCode).toBe(201)
    await pay('wechat', 990, 10)
    const broke = Date.now()
    await pay('alipay', 40, 60)

    const [page] = await until('/hook', 1)
    const { type, data } = new Webhook(hookSecret).verify(page!.body, page!.headers) as {
      type: string
      data: Record<string, unknown>
    }
    expect(type).toBe('alert.fired')
    expect(data).toMatchObject({
      rule: 'payment_success_rate', severity: 'red', dimensions: { channel: 'alipay' }, value: 0.4, sample: 100,
      lagMs: null, contributors: [{ dimension: 'platform', values: [{ value: 'ios' }, { value: 'web' }] }],
    }) // biome-ignore format: a body
    expect(page!.at - broke - 2_000).toBeLessThan(4_000)

    const [ding] = await until('/robot', 1)
    const timestamp = ding!.query.get('timestamp')!
    expect(ding!.query.get('sign')).toBe(
      createHmac('sha256', robotSecret).update(`${timestamp}\n${robotSecret}`).digest('base64'),
    )
    const { markdown, at } = JSON.parse(ding!.body)
    expect(markdown.text).toMatch(/40\.0 %.*100.*@13800001111$/s)
    expect(at.atMobiles).toEqual(['13800001111'])

    const open = (await post(first.app, '/episodes?state=open')).json().episodes
    expect(open).toMatchObject([{ id: data.episode, state: 'firing', rule: 'payment_success_rate' }])
    const { deliveries } = (await post(first.app, `/episodes/${data.episode}`)).json()
    expect(deliveries.find((row: { channel: string }) => row.channel === 'outside')).toMatchObject({
      state: 'waiting',
      detail: expect.stringContaining('https'),
    })

    // A restart repeats nothing, and what happened meanwhile is still told; the receiver is down at first.
    await first.stop()
    down = true
    const second = await start()
    await pay('alipay', 2_000, 0)
    const resolvedRows = async () =>
      (await post(second.app, `/episodes/${data.episode}`))
        .json()
        .deliveries.filter((row: { kind: string; attempts: number }) => row.kind === 'resolved' && row.attempts > 0)
    await expect.poll(async () => (await resolvedRows()).length, { interval: 100 }).toBeGreaterThan(1)
    down = false

    const hooks = await until('/hook', 2)
    const robots = await until('/robot', 2)
    expect(hooks.map(({ body }) => JSON.parse(body).type)).toEqual(['alert.fired', 'alert.resolved'])
    expect(new Set(hooks.map(({ headers }) => headers['webhook-id'])).size).toBe(2)
    expect(JSON.parse(robots[1]!.body).markdown.title).toContain('已恢复')
    expect(calls.filter(({ path }) => path === '/outside')).toEqual([])
    expect((await post(second.app, '/episodes?state=open')).json().episodes).toEqual([])
    const [episode] = (await post(second.app, '/episodes')).json().episodes
    expect(episode.timeline.map(({ step }: { step: string }) => step)).toEqual([
      'crossed',
      'fired',
      'recovering',
      'resolved',
    ])
  })

  it('asks what a rule of every shape asks, without error', async () => {
    const { metrics } = await readShipped(schemas)
    const { createClickHouseSeriesReader } = await import('./evaluate/series-reader.ts')
    const { planLooks } = await import('./evaluate/look.ts')
    const reader = createClickHouseSeriesReader(engine.clickhouse)
    for (const metric of metrics.values()) {
      const text: RuleText = {
        name: 'any', title: { en: 'x', zh: '某' }, metric: metric.name, groupBy: metric.dimensions.slice(0, 4), severity: 'green',
        conditions: [{ window: '30s', op: '>', value: 1e12 }, { window: '1d', op: '>', value: 1e12 }],
        noData: { action: 'fire', after: '5m' },
      } // biome-ignore format: a rule
      const [look] = planLooks([{ rule: ruleSchema.parse(text), tenant: 'demo', metric }])
      await expect(reader.read(metric, look!.reads, Date.now()), metric.name).resolves.toBeInstanceOf(Array)
    }
  })
})
