import { startEmbedded, type TestClickHouse } from '@weir/clickhouse/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type QueryFixture, queryFixture } from './app.fixture.ts'
import { startIdentity } from './profiles/identity.fixture.ts'
import { fillTables } from './tables.fixture.ts'

const minuteMs = 60_000
/** The tables drop fine points after days, by the clock of the engine: so the test plays in the present. */
const now = Math.floor(Date.now() / minuteMs) * minuteMs
const iso = (minutesAgo: number) => new Date(now - minutesAgo * minuteMs).toISOString()
let engine: TestClickHouse
let fixture: QueryFixture
let identity: Awaited<ReturnType<typeof startIdentity>>

beforeAll(async () => {
  engine = await startEmbedded()
  identity = await startIdentity(now)
  fixture = await queryFixture({
    clickhouse: engine.clickhouse,
    now: () => now,
    identityUrl: identity.url,
  })
  await fillTables(engine.clickhouse, now)
})

afterAll(async () => {
  await fixture?.app.close()
  await identity?.close()
  await engine?.stop()
})

const get = async (url: string, headers = fixture.reader) => {
  const answer = await fixture.app.inject({ url, headers })
  return { status: answer.statusCode, body: answer.json() }
}

describe('a metric', () => {
  it('is read by dimension, of this tenant alone', async () => {
    const { status, body } = await get(
      `/v1/metrics/payment_success_rate?from=${now - minuteMs}&to=${now}&step=10s&group_by=channel`,
    )
    expect(status).toBe(200)
    const last = (channel: string) =>
      body.series
        .find(({ dimensions }: { dimensions: { channel: string } }) => dimensions.channel === channel)
        ?.points.at(-1)
    expect(last('alipay')).toEqual({ time: iso(0), value: 0.6, sample: 100 })
    expect(last('wechat_pay')).toMatchObject({ value: 0.99, sample: 100 })
    expect(body.series).toHaveLength(2)
  })

  it('is filtered', async () => {
    const { body } = await get(
      `/v1/metrics/payment_success_rate?from=${now - 10_000}&to=${now}&step=10s&filter=channel:alipay&filter=channel:wechat_pay`,
    )
    expect(body.series).toHaveLength(1)
    expect(body.series[0].points.at(-1)).toMatchObject({ value: 159 / 200, sample: 200 })
  })
})

describe('a profile', () => {
  it('is the person behind any way of writing a key, masked', async () => {
    const { status, body } = await get('/v1/profiles/phone/139%201234%205678')
    expect(status).toBe(200)
    expect(body).toMatchObject({
      oneId: '10',
      keys: [
        { keyId: '11', type: 'phone', value: '139****5678', masked: true },
        { keyId: '10', type: 'user_id', value: 'u-1', masked: false },
      ],
      firstSeen: iso(20),
      lastSeen: iso(3),
    })
    expect(body.traits).toMatchObject([
      { name: 'a.b', value: 1 },
      { name: 'email', value: 'a***@example.com', masked: true },
      { name: 'level', value: 'gold' },
    ])
    expect(body.events.map(({ id }: { id: string }) => id)).toEqual(['one', 'trait-2', 'trait-1'])
    expect(body.events[0].fields).toEqual({ amount: '12.5', currency: 'CNY', channel: 'alipay' })
    const days: { day: string; events: number }[] = body.activity
    expect(days.reduce((sum, { events }) => sum + events, 0)).toBe(3)
    expect(days.at(-1)?.day).toBe(iso(3).slice(0, 10))
    expect(JSON.stringify(body)).not.toMatch(/12345678|anna@/)
  })

  it('is clear for keys that may read personal data', async () => {
    const { body } = await get('/v1/profiles/phone/13912345678', fixture.personalReader)
    expect(body.keys[0]).toMatchObject({ value: '+8613912345678', masked: false })
    expect(body.traits[1]).toMatchObject({ name: 'email', value: 'anna@example.com', masked: false })
  })

  it('is nobody’s in another tenant, and of a blocked value', async () => {
    expect((await get('/v1/profiles/phone/13912345678', fixture.otherTenant)).status).toBe(404)
    expect((await get('/v1/profiles/phone/13800138000')).body.detail).toContain('identifies nobody')
  })

  it('needs a scope where the key type has one', async () => {
    expect((await get('/v1/profiles/openid/oM1234567890')).body).toMatchObject({ status: 400, field: 'scope' })
    expect((await get('/v1/profiles/shoe_size/42')).body).toMatchObject({ status: 400, field: 'type' })
  })
})

describe('a receipt', () => {
  const stages = (body: { steps: { stage: string }[] }) => body.steps.map(({ stage }) => stage)

  it('shows the stored event, resolved, and lists its repeats', async () => {
    const { body } = await get('/v1/events/one/receipt?source=web')
    expect(body).toMatchObject({
      state: 'stored',
      event: {
        id: 'one',
        source: 'web',
        type: 'order.paid',
        oneId: '10',
        amount: '12.5',
        currency: 'CNY',
        channel: 'alipay',
      },
      coordinates: { log: 'g', partition: 1, offset: 5, index: 2 },
      others: [
        { state: 'duplicate', coordinates: { offset: 21 } },
        { state: 'duplicate', coordinates: { offset: 20 } },
      ],
    })
    expect(stages(body)).toEqual(['accepted', 'identified', 'stored'])
  })

  it('shows the one at the coordinates', async () => {
    const { body } = await get('/v1/events/one/receipt?source=web&at=g.1.21.2')
    expect(body).toMatchObject({ state: 'duplicate', coordinates: { offset: 21 } })
    expect(body.others.map(({ state }: { state: string }) => state).sort()).toEqual(['duplicate', 'stored'])
    expect((await get(body.others[0].receipt)).body.coordinates).toEqual(body.others[0].coordinates)
  })

  it('finds the event whatever its source', async () => {
    const { body } = await get('/v1/events/one/receipt')
    expect(body.state).toBe('stored')
    expect(body.others).toHaveLength(2) // the source `app` is not registered in this tenant
  })

  it('tells why an event was quarantined, and opens it for those who may', async () => {
    const { body } = await get('/v1/events/odd/receipt?source=web')
    expect(body).toMatchObject({ state: 'quarantined', reason: { code: 'value_out_of_range', field: 'amount' } })
    expect(body.original).toBeUndefined()
    expect((await get('/v1/events/odd/receipt?source=web', fixture.personalReader)).body.original).toEqual({
      amount: '9e99',
    })
  })

  it('knows a suppressed event by its coordinates alone', async () => {
    expect((await get('/v1/events/gone/receipt?source=web&at=g.1.23.2')).body).toMatchObject({
      state: 'suppressed',
      event: { id: 'gone' },
    })
  })

  it('finds a dead letter by id and by place', async () => {
    expect((await get('/v1/events/bad/receipt')).body).toMatchObject({
      state: 'rejected',
      reason: { code: 'field_type' },
    })
    const { body } = await get('/v1/events/bad/receipt?source=web&rejected=g.0.3.0', fixture.personalReader)
    expect(body).toMatchObject({ state: 'rejected', original: { total: 'x' } })
  })

  it('is not told to another tenant', async () => {
    expect((await get('/v1/events/one/receipt?source=web', fixture.otherTenant)).status).toBe(404)
    expect((await get('/v1/events/bad/receipt', fixture.otherTenant)).status).toBe(404)
  })
})

describe('the ledger', () => {
  it('has final minutes as they were written and pending ones as they stand', async () => {
    const { body } = await get(`/v1/ledger?from=${iso(10)}&to=${now - 1}`)
    const minutes = body.minutes.map(({ minute, state, accepted, stored, duplicate, quarantined, suppressed, missing }: Record<string, unknown>) => [
      (now - Date.parse(String(minute))) / minuteMs, state, accepted, stored, duplicate, quarantined, suppressed, missing,
    ]) // biome-ignore format: a table
    expect(minutes).toEqual([
      [10, 'final', 5, 4, 1, 0, 0, 0],
      [9, 'final', 7, 6, 0, 0, 0, 1],
      [8, 'pending', 2, 1, 0, 0, 0, 1], // two were accepted, the line knew of one: it is open again
      [3, 'pending', 6, 2, 0, 1, 1, 2],
      [2, 'pending', 1, 0, 1, 0, 0, 0],
      [1, 'pending', 1, 0, 1, 0, 0, 0], // decided before it was counted
    ])
    expect(body.totals).toEqual({ accepted: 22, stored: 13, duplicate: 3, quarantined: 1, suppressed: 1, missing: 4 })
  })

  it('is bounded and says so', async () => {
    expect((await get('/v1/ledger?from=2026-01-01&to=2026-01-31')).body).toMatchObject({ status: 400, field: 'from' })
  })
})

describe('the live stream', () => {
  it('carries the whole picture to a viewer', async () => {
    const address = await fixture.app.listen({ host: '127.0.0.1', port: 0 })
    const stop = new AbortController()
    const answer = await fetch(`${address}/v1/live`, { headers: fixture.reader, signal: stop.signal })
    expect(answer.headers.get('content-type')).toContain('text/event-stream')
    let text = ''
    for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk
      if (/^data: .*\n\n/m.test(text)) break
    }
    const message = JSON.parse(/^data: (.*)$/m.exec(text)![1]!)
    expect(text).toMatch(/^id: .+\nevent: history$/m)
    expect(message.charts.success.map(({ name }: { name: string }) => name)).toEqual(['alipay', 'wechat_pay'])
    expect(message.charts.success[0].points.at(-1)).toEqual([now, 0.6, 100])
    expect(message.gmv).toEqual([{ currency: 'CNY', lastHour: 12.5 }])
    expect(message.ledger).toHaveLength(6)
    expect(message.lag.seconds).toBe(0)
    expect(message.faults).toEqual(['alerts']) // nobody answers there in this test
  })
})

describe('while ClickHouse is down', () => {
  it('says so at once, and goes on by itself afterwards', async () => {
    await engine.kill()
    const { status, body } = await get('/v1/metrics/gmv')
    expect([status, body.code]).toEqual([503, 'CLICKHOUSE_UNAVAILABLE'])
    expect((await get('/v1/metrics')).status).toBe(200)
    await engine.restart()
    expect((await get('/v1/events/one/receipt?source=web')).body.state).toBe('stored')
  })
})

it('wrote no personal value into a log line', () => {
  expect(fixture.logLines.join()).not.toMatch(/12345678|anna@/)
})
