import { dayOf, type Event, encodeIdentifiedBatch } from '@weir/event'
import { createMemoryEventLog, type EventLog, groups, topics } from '@weir/event-log'
import { beforeEach, describe, expect, it } from 'vitest'
import { type QueryFixture, queryFixture } from '../app.fixture.ts'
import { acceptedBatch, acceptedEvent } from './accepted.fixture.ts'
import { rejectedBatch, rejectedEvent } from './rejected.fixture.ts'

const receivedAt = Date.UTC(2026, 0, 31, 12)
let fixture: QueryFixture
let log: EventLog
let generation: string

beforeEach(async () => {
  log = createMemoryEventLog({ partitions: 2 })
  generation = (await log.bounds(topics.accepted)).generation
  fixture = await queryFixture({ eventLog: log })
  return () => fixture.app.close()
})

const event = (id: string, tenant = 'demo') => acceptedEvent(id, { tenant, receivedAt })

const accept = (...events: Event[]) => log.append(topics.accepted, [{ partition: 1, value: acceptedBatch(events) }])

const identify = (identified: Event) =>
  log.append(topics.identified, [
    {
      partition: 0,
      value: encodeIdentifiedBatch({
        generation,
        day: dayOf(receivedAt),
        sealed: new Uint8Array(0),
        events: [
          {
            partition: 1,
            offset: 0,
            index: 0,
            tenant: identified.tenant,
            receivedAt,
            verdict: 'identified',
            oneId: 7,
            anchorKey: 7,
            keyIds: [7],
            event: identified,
          },
        ],
      }),
    },
  ])

const reject = () =>
  log.append(topics.rejected, [{ partition: 0, value: rejectedBatch(rejectedEvent('bad', { receivedAt })) }])

const receipt = async (path: string, headers = fixture.reader) => {
  const answer = await fixture.app.inject({ url: `/v1/events/${path}`, headers })
  return { status: answer.statusCode, body: answer.json() }
}

describe('an event that only the log knows yet', () => {
  it('is pending, found by its coordinates', async () => {
    await accept(event('a'), event('b'))
    const { status, body } = await receipt(`b/receipt?source=web&at=${generation}.1.0.1`)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      state: 'pending',
      event: { id: 'b', source: 'web', type: 'order.paid', receivedAt: '2026-01-31T12:00:00.000Z' },
      coordinates: { topic: 'events.accepted', log: generation, partition: 1, offset: 0, index: 1 },
      others: [],
    })
    expect(body.steps.map(({ stage }: { stage: string }) => stage)).toEqual(['accepted', 'pending'])
  })

  it('says when identity has passed it', async () => {
    await accept(event('a'))
    await log.processed(topics.accepted, groups.identity, 1, 1)
    await identify(event('a'))
    const { body } = await receipt(`a/receipt?at=${generation}.1.0.0`)
    expect(body.steps.map(({ stage }: { stage: string }) => stage)).toEqual(['accepted', 'identified', 'pending'])
  })

  it('is found by its id alone, wherever it stands', async () => {
    await accept(event('a'))
    expect((await receipt('a/receipt')).body.state).toBe('pending')
    await log.processed(topics.accepted, groups.identity, 1, 1)
    await identify(event('a'))
    const { body } = await receipt('a/receipt?source=web')
    expect(body).toMatchObject({
      state: 'pending',
      event: { oneId: '7' },
      coordinates: { partition: 1, offset: 0, index: 0 },
    })
  })

  it('is not told to another tenant', async () => {
    await accept(event('a'))
    expect((await receipt(`a/receipt?at=${generation}.1.0.0`, fixture.otherTenant)).status).toBe(404)
    expect((await receipt('a/receipt', fixture.otherTenant)).status).toBe(404)
  })
})

describe('what was never accepted', () => {
  it.each([
    ['an unknown id', 'x/receipt'],
    ['a place that is not written yet', 'a/receipt?at=GENERATION.1.7.0'],
    ['a partition that does not exist', 'a/receipt?at=GENERATION.9.0.0'],
    ['an index the record does not have', 'a/receipt?at=GENERATION.1.0.5'],
    ['the place of another event', 'x/receipt?at=GENERATION.1.0.0'],
    ['another source', 'a/receipt?source=app&at=GENERATION.1.0.0'],
    ['a place on events.rejected', 'a/receipt?rejected=GENERATION.0.0.0'],
  ])('%s: 404', async (_, path) => {
    await accept(event('a'))
    const { status, body } = await receipt(path.replace('GENERATION', generation))
    expect(status).toBe(404)
    expect(body.remedy).toContain('send it again')
  })

  it.each(['somewhere', '1.2.3', 'g.1.2', 'g.-1.2.3', 'g.1.2.3.4.5'])('%s is no place: 400', async at => {
    const { status, body } = await receipt(`a/receipt?at=${at}`)
    expect([status, body.field]).toEqual([400, 'at'])
  })
})

describe('what cannot be told', () => {
  it('is a place on a log that is gone: 503', async () => {
    expect((await receipt('a/receipt?at=otherlog.1.0.0')).status).toBe(503)
  })

  it('is an event every stage has passed without an outcome: 503', async () => {
    await accept(event('a'))
    await log.processed(topics.accepted, groups.identity, 1, 1)
    const { status, body } = await receipt(`a/receipt?at=${generation}.1.0.0`)
    expect(status).toBe(503)
    expect(body.remedy).toContain('ledger')
  })
})

describe('a rejected event', () => {
  it('is told from the log, before its dead letter is written', async () => {
    await reject()
    for (const path of [`bad/receipt?source=web&rejected=${generation}.0.0.0`, 'bad/receipt']) {
      const { body } = await receipt(path)
      expect(body).toMatchObject({
        state: 'rejected',
        reason: { code: 'field_type', field: 'properties.total' },
        coordinates: { topic: 'events.rejected', partition: 0, offset: 0, index: 0 },
      })
      expect(body.original).toBeUndefined()
    }
  })

  it('shows its original only to keys that may read personal data, and notes that it did', async () => {
    await reject()
    fixture.logLines.length = 0
    await receipt('bad/receipt')
    const audits = () => fixture.logLines.map(text => JSON.parse(text)).filter(({ audit }) => audit)
    expect(audits()).toEqual([])
    const { body } = await receipt('bad/receipt', fixture.personalReader)
    expect(body.original).toEqual({ phone: '13912345678' })
    expect(audits()).toMatchObject([{ letter: `${generation}.0.0.0`, purpose: 'receipt', clear: true }])
  })
})

describe('in a browser', () => {
  const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

  it('is a page, with everything escaped', async () => {
    await accept(event('<script>alert(1)</script>'))
    const cookie = await fixture.signIn()
    const answer = await fixture.app.inject({
      url: `/v1/events/${encodeURIComponent('<script>alert(1)</script>')}/receipt`,
      headers: { ...html, cookie },
    })
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['content-type']).toContain('text/html')
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'")
    expect(answer.body).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(answer.body).not.toContain('<script>alert')
  })

  it('leads through the sign-in and back', async () => {
    const url = '/v1/events/a/receipt?source=web'
    const answer = await fixture.app.inject({ url, headers: html })
    expect(answer.statusCode).toBe(303)
    expect(answer.headers.location).toBe(`/login?next=${encodeURIComponent(url)}`)
  })

  it('says what to do when there is no such event', async () => {
    const answer = await fixture.app.inject({
      url: '/v1/events/x/receipt',
      headers: { ...html, cookie: await fixture.signIn() },
    })
    expect(answer.statusCode).toBe(404)
    expect(answer.headers['content-type']).toContain('text/html')
    expect(answer.body).toContain('send it again')
  })
})
