import { startEmbedded, type TestClickHouse } from '@weir/clickhouse/testing'
import { openText } from '@weir/privacy'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type QueryFixture, queryFixture, testSecrets } from '../app.fixture.ts'
import { insertLetters, insertStored, startIngest } from './letters.fixture.ts'

const now = Date.now()
let engine: TestClickHouse
let ingest: Awaited<ReturnType<typeof startIngest>>
let fixture: QueryFixture

const original = '{"type":"track","userId":"anna@example.com","properties":{"total":"x","note":"李雷, Nanjing Road 1"}}'

beforeAll(async () => {
  engine = await startEmbedded()
  ingest = await startIngest()
  fixture = await queryFixture({ clickhouse: engine.clickhouse, now: () => now, ingestUrl: ingest.url })
  await insertLetters(engine.clickhouse, now, [
    { id: 'new', minutesAgo: 1, offset: 6, original, delivery: '{"context":{"ip":"10.1.2.3"}}' },
    { id: 'same time', minutesAgo: 1, offset: 5 },
    { id: '订单 №1', minutesAgo: 2, offset: 4, source: '网站' },
    { id: 'stubborn', minutesAgo: 3, offset: 3, more: { code: 'no_identity', field: 'userId', type: '' } },
    { id: 'cut', minutesAgo: 4, offset: 2, more: { original_length: 300_000 } },
    { id: 'old', minutesAgo: 5, offset: 1, more: { door: '' } },
    { id: 'deep', minutesAgo: 41 * 1_440, offset: 9, original: '['.repeat(40_000) + ']'.repeat(40_000) },
    { id: 'ancient', minutesAgo: 40 * 1_440, offset: 0 },
    { id: 'new', minutesAgo: 1, offset: 8, tenant: 'other', original: '{"secret":"theirs"}' },
    { id: 'mended', minutesAgo: 6, offset: 7 },
  ])
  await insertStored(engine.clickhouse, now, 'mended', 77)
})

afterAll(async () => {
  await fixture?.app.close()
  await ingest?.close()
  await engine?.stop()
})

const get = async (path: string, headers = fixture.reader) => {
  const answer = await fixture.app.inject({ url: `/v1/dead-letters${path}`, headers })
  return { status: answer.statusCode, body: answer.json() }
}

const replay = async (payload: object, headers = fixture.manager) => {
  const answer = await fixture.app.inject({ method: 'POST', url: '/v1/dead-letters/replay', payload, headers })
  return { status: answer.statusCode, body: answer.json() }
}

const ids = ({ body }: { body: { letters: { id: string }[] } }) => body.letters.map(({ id }) => id)

describe('the list', () => {
  it('shows the letters of the tenant, the newest first, each with its receipt', async () => {
    const { status, body } = await get('')
    expect(status).toBe(200)
    expect(ids({ body })).toEqual(['new', 'same time', '订单 №1', 'stubborn', 'cut', 'old', 'mended'])
    expect(body.letters[0]).toEqual({
      letter: 'g.0.6.0',
      id: 'new',
      source: 'web',
      type: 'order.paid',
      code: 'field_type',
      field: 'properties.total',
      message: 'not a number',
      receivedAt: new Date(now - 60_000).toISOString(),
      door: 'segment/batch',
      originalBytes: original.length,
      state: 'open',
      replayable: true,
      receipt: '/v1/events/new/receipt?source=web&rejected=g.0.6.0',
    })
    expect(body.next).toBeUndefined()
  })

  it('is filtered by everything a letter says of itself', async () => {
    expect(ids(await get(`?source=${encodeURIComponent('网站')}`))).toEqual(['订单 №1'])
    expect(ids(await get('?code=no_identity&type='))).toEqual(['stubborn'])
    expect(ids(await get('?field=userId'))).toEqual(['stubborn'])
    expect(ids(await get('?id=old'))).toEqual(['old'])
    expect(ids(await get('?from=150s'))).toEqual(['new', 'same time', '订单 №1'])
    expect(ids(await get(`?from=50d&to=${new Date(now - 86_400_000).toISOString()}`))).toEqual(['ancient', 'deep'])
    expect(ids(await get('?state=replayed'))).toEqual(['mended'])
    expect(ids(await get('?state=open'))).not.toContain('mended')
  })

  it('is read page by page without a gap, also where letters came at one moment', async () => {
    const seen: string[] = []
    let cursor = ''
    do {
      const page = await get(`?limit=2${cursor}`)
      expect(page.body.letters.length).toBeLessThanOrEqual(2)
      seen.push(...ids(page))
      cursor = page.body.next ? `&cursor=${encodeURIComponent(page.body.next)}` : ''
    } while (cursor !== '')
    expect(seen).toEqual(['new', 'same time', '订单 №1', 'stubborn', 'cut', 'old', 'mended'])
  })

  it('refuses what it does not understand', async () => {
    for (const query of ['?limit=201', '?cursor=x', '?from=soon', '?colour=red'])
      expect((await get(query)).status, query).toBe(400)
  })

  it('is grouped by reason', async () => {
    const { body } = await get('/groups')
    expect(body.groups).toHaveLength(3)
    expect(body.groups[0]).toEqual({
      code: 'field_type',
      field: 'properties.total',
      type: 'order.paid',
      source: 'web',
      count: 5,
      open: 4,
      firstAt: new Date(now - 6 * 60_000).toISOString(),
      lastAt: new Date(now - 60_000).toISOString(),
      sample: expect.objectContaining({ receipt: expect.stringContaining('rejected=g.0.') }),
    })
    expect((await get('/groups?code=no_identity')).body.groups).toMatchObject([
      { count: 1, sample: { id: 'stubborn' } },
    ])
  })
})

describe('one letter', () => {
  it('is in clear for read-personal, and by its shape alone for others', async () => {
    const clear = await get('/g.0.6.0', fixture.personalReader)
    expect(clear.body).toMatchObject({
      clear: true,
      original: JSON.parse(original),
      delivery: { context: { ip: '10.1.2.3' } },
    })
    const { body } = await get('/g.0.6.0')
    expect(body).toMatchObject({
      clear: false,
      original: { type: '<text, 5 characters>', properties: { total: '<text, 1 characters>' } },
      delivery: { context: { ip: '<text, 8 characters>' } },
    })
    expect(JSON.stringify(body)).not.toMatch(/anna|Nanjing|10\.1/)
  })

  it('is shown also when no JSON can be made of it again', async () => {
    expect((await get('/g.0.9.0', fixture.personalReader)).body.original).toMatch(/^\[{40000}/)
    expect((await get('/g.0.9.0')).body.original).toBe('<text, 80000 characters>')
  })

  it('is of nobody else', async () => {
    expect((await get('/g.0.8.0', fixture.personalReader)).status).toBe(404)
    expect((await get('/g.0.6.0', fixture.otherTenant)).status).toBe(404)
    expect((await get('/nonsense')).status).toBe(400)
  })

  it('leaves a line in the log whenever it is opened, without a value of it', async () => {
    fixture.logLines.length = 0
    await get('/g.0.6.0', fixture.personalReader)
    const [line] = fixture.logLines.map(text => JSON.parse(text)).filter(({ audit }) => audit)
    expect(line).toMatchObject({ tenant: 'demo', letter: 'g.0.6.0', source: 'web', purpose: 'read', clear: true })
    expect(line.principal).toMatch(/^demo\./)
    expect(fixture.logLines.join()).not.toMatch(/anna|Nanjing/)
  })
})

describe('a replay', () => {
  it('hands letters to ingest sealed, and says of each what became of it', async () => {
    ingest.asked.length = 0
    const patch = [{ op: 'replace', path: '/properties/total', value: 9.5 }]
    const letters = ['g.0.6.0', 'g.0.3.0', 'g.0.2.0', 'g.0.1.0', 'g.0.7.0', 'g.0.8.0', 'g.0.6.0']
    const { status, body } = await replay({ letters, patch })
    expect(status).toBe(200)
    expect(body.letters.map(({ status, code }: { status: string; code?: string }) => [status, code])).toEqual([
      ['accepted', undefined],
      ['rejected', 'no_identity'],
      ['unreplayable', 'original_cut'],
      ['unreplayable', 'door_unknown'],
      ['duplicate', undefined],
      ['missing', undefined], // of another tenant
    ])
    expect(body.letters[0].receipt).toMatch(/^\/v1\/events\/new\/receipt\?source=web&at=g\.1\.9\./)
    expect(body.totals).toEqual({ accepted: 1, rejected: 1, duplicate: 1, unreplayable: 2, missing: 1, unknown: 0 })
    expect(ingest.asked).toHaveLength(1)
    expect(ingest.asked[0]).toMatchObject({ tenant: 'demo', dryRun: false, patch })
    const sent = ingest.asked[0]!.events.find(({ id }) => id === 'new')!
    expect(sent).toMatchObject({ source: 'web', door: 'segment/batch', receivedAt: now - 60_000 })
    expect(openText(testSecrets, sent.original!)).toBe(original)
    expect(openText(testSecrets, sent.delivery!)).toContain('10.1.2.3')
    expect(JSON.stringify(ingest.asked)).not.toContain('anna')
  })

  it('goes through the open letters of a filter, call by call', async () => {
    ingest.asked.length = 0
    const first = await replay({ filter: {}, limit: 2, dryRun: true })
    expect(ids(first)).toEqual(['new', 'same time'])
    const second = await replay({ filter: {}, limit: 2, cursor: first.body.next, dryRun: true })
    expect(ids(second)).toEqual(['订单 №1', 'stubborn'])
    expect(ingest.asked.every(({ dryRun }) => dryRun)).toBe(true)
    expect(second.body.letters.every(({ receipt }: { receipt?: string }) => receipt === undefined)).toBe(true)
  })

  it('is for those who manage, and reads no value for those who may not read it', async () => {
    expect((await replay({ filter: {} }, fixture.personalReader)).status).toBe(403)
    const asks = [{ op: 'test', path: '/userId', value: 'anna@example.com' }]
    expect((await replay({ letters: ['g.0.6.0'], patch: asks })).status).toBe(403)
    const carries = [{ op: 'copy', from: '/userId', path: '/properties/sku' }]
    expect((await replay({ letters: ['g.0.6.0'], patch: carries })).status).toBe(403)
  })

  it.each([
    ['neither letters nor a filter', {}],
    ['both', { letters: ['g.0.6.0'], filter: {} }],
    ['too many letters', { letters: new Array(101).fill('g.0.6.0') }],
    ['a letter that is none', { letters: ['x'] }],
    ['a pointer into the prototype', { filter: {}, patch: [{ op: 'add', path: '/__proto__/admin', value: true }] }],
    ['too many operations', { filter: {}, patch: new Array(51).fill({ op: 'remove', path: '/a' }) }],
    ['too large a patch', { filter: {}, patch: [{ op: 'add', path: '/a', value: 'x'.repeat(70_000) }] }],
    ['an operation without its value', { filter: {}, patch: [{ op: 'add', path: '/a' }] }],
  ])('refuses %s', async (_, body) => {
    expect((await replay(body)).status).toBe(400)
  })

  it('says so when ingest is away', async () => {
    const { app, manager } = await queryFixture({ clickhouse: engine.clickhouse, now: () => now })
    const answer = await app.inject({
      method: 'POST',
      url: '/v1/dead-letters/replay',
      payload: { letters: ['g.0.6.0'] },
      headers: manager,
    })
    expect(answer.statusCode).toBe(503)
    await app.close()
  })
})

describe('the page', () => {
  it('leads from reasons to letters to receipts', async () => {
    const cookie = await fixture.signIn()
    const page = async (url: string) =>
      (await fixture.app.inject({ url, headers: { cookie, accept: 'text/html' } })).body
    const groups = await page('/dead-letters')
    expect(groups).toContain('properties.total')
    const [, href] = /href="(\/dead-letters\?code=field_type[^"]*source=web)"/.exec(groups) ?? []
    const letters = await page(href!.replaceAll('&amp;', '&'))
    expect(letters).toContain('/v1/events/new/receipt?source=web&amp;rejected=g.0.6.0')
    expect(letters).not.toContain('theirs')
  })

  it('is for whoever is signed in', async () => {
    expect((await fixture.app.inject({ url: '/dead-letters', headers: { accept: 'text/html' } })).statusCode).toBe(303)
  })
})

describe('violations of tracking plans', () => {
  it('are listed by source', async () => {
    const violation = {
      tenant: 'demo',
      plan: 'p',
      kind: 'property',
      type: 'order.paid',
      property: 'colour',
      action: 'omit',
    } as const
    const times = { count: 2, firstAt: now - 1_000, lastAt: now }
    await fixture.planViolations.add([
      { ...violation, ...times, source: 'web' },
      { ...violation, ...times, source: 'app' },
      { ...violation, ...times, source: 'web', tenant: 'other' },
    ])
    const list = async (query: string) =>
      (await fixture.app.inject({ url: `/v1/plan-violations${query}`, headers: fixture.reader })).json().violations
    expect(await list('')).toHaveLength(2)
    expect(await list('?source=web')).toEqual([
      {
        ...{
          source: 'web',
          plan: 'p',
          kind: 'property',
          type: 'order.paid',
          property: 'colour',
          action: 'omit',
          count: 2,
        },
        firstAt: new Date(now - 1_000).toISOString(),
        lastAt: new Date(now).toISOString(),
      },
    ])
  })
})
