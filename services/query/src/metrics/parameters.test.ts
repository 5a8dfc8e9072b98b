import { beforeAll, describe, expect, it } from 'vitest'
import { type QueryFixture, queryFixture } from '../app.fixture.ts'

let fixture: QueryFixture

beforeAll(async () => {
  fixture = await queryFixture({ now: () => Date.UTC(2026, 0, 31, 12) })
  return () => fixture.app.close()
})

const get = async (query: string, headers = fixture.reader) => {
  const answer = await fixture.app.inject({ url: `/v1/metrics/${query}`, headers })
  return { status: answer.statusCode, body: answer.json() }
}

describe('a metric’s parameters', () => {
  it('have defaults: the last hour, the metric’s window', async () => {
    const { status, body } = await get('payment_success_rate')
    expect(status).toBe(200)
    expect(body).toEqual({ metric: 'payment_success_rate', unit: 'ratio', window: '3m', step: '20s', series: [] })
  })

  it('are answered as they were understood', async () => {
    const { body } = await get(
      'gmv?from=2026-01-31T10:00:00Z&to=1769857200000&step=1m&window=2h&group_by=channel,shop&filter=channel:alipay',
    )
    expect(body).toMatchObject({ metric: 'gmv', window: '2h', step: '1m' })
  })

  it('find a metric by its synonym', async () => {
    expect((await get(encodeURIComponent('流量'))).body.metric).toBe('events')
  })

  it.each([
    ['gmv?from=yesterday', 'from', 'is no time'],
    ['gmv?from=2026-01-31T11:00:00Z&to=2026-01-31T10:00:00Z', 'from', 'before'],
    ['gmv?step=fast', 'step', 'is no duration'],
    ['gmv?step=0s', 'step', 'is no duration'],
    ['gmv?step=1s', 'step', 'finest step'],
    ['gmv?from=2026-01-01&step=10s', 'step', 'points'],
    ['gmv?window=-5m', 'window', 'is no duration'],
    ['gmv?window=5s', 'window', 'shortest'],
    ['gmv?window=500d', 'window', 'longer'],
    ['gmv?group_by=colour', 'group_by', 'its dimensions are'],
    ['gmv?filter=alipay', 'filter', 'dimension:value'],
    ['gmv?filter=colour:red', 'filter', 'no dimension'],
    ['gmv?groupby=channel', undefined, 'groupby'],
  ])('%s is refused, naming %s', async (query, field, detail) => {
    const { status, body } = await get(query)
    expect(status).toBe(400)
    expect(body.field).toBe(field)
    expect(body.detail).toContain(detail)
    expect(body.remedy).toBeTruthy()
  })

  it('name a metric that exists', async () => {
    const { status, body } = await get('paid')
    expect(status).toBe(404)
    expect(body.detail).toContain('paid_gmv')
  })
})

describe('the dictionary', () => {
  it('has every metric in both languages', async () => {
    const { body } = await get('')
    expect(body.metrics.length).toBeGreaterThan(20)
    for (const { title, definition } of body.metrics) {
      expect([title.en, title.zh, definition.en, definition.zh].every(Boolean)).toBe(true)
    }
  })

  it('is for keys with scope read', async () => {
    expect((await get('', {})).status).toBe(401)
    expect((await get('', { authorization: 'Bearer api_nobody' })).status).toBe(401)
  })
})
