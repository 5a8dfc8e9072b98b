import { sealText } from '@weir/privacy'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type OpenedLetter, startTestIngest, type TestIngest, testSecrets } from '../testing/test-ingest.ts'
import { webhookCases } from '../testing/webhook-cases.ts'

const refusedAt = Date.UTC(2026, 0, 31, 8)
const replayedAt = refusedAt + 86_400_000

let now: number
let ingest: TestIngest
beforeEach(async () => {
  now = refusedAt
  ingest = await startTestIngest({ now: () => now })
})
afterEach(() => ingest.stop())

/** As query finds it in ClickHouse. */
const asked = ({ source, id, receivedAt, door, originalText, deliveryText }: OpenedLetter) => ({
  ...{ source, id, receivedAt, door },
  original: sealText(testSecrets, originalText),
  delivery: deliveryText === '' ? '' : sealText(testSecrets, deliveryText),
})

async function replayAll(patch: object[] = [], more: object = {}) {
  const letters = await ingest.letters()
  now = replayedAt
  const { status, body } = await ingest.replay({ tenant: 'demo', events: letters.map(asked), patch, ...more })
  expect(status).toBe(200)
  return { letters, verdicts: body.events as { status: string; code?: string; at?: string }[] }
}

const headless = { type: 'track', userId: 'u-1', properties: { total: 'much', currency: 'CNY', order_id: 'o-1' } }
const mended = [
  { op: 'add', path: '/event', value: 'Order Completed' },
  { op: 'replace', path: '/properties/total', value: '9.90' },
]

describe('the route', () => {
  it('is for services alone', async () => {
    for (const token of ['', 'wk', 'interna1']) expect((await ingest.replay({}, token)).status).toBe(401)
    const answer = await ingest.app.inject({ method: 'POST', url: '/v1/internal/replay', payload: '{}' })
    expect(answer.statusCode).toBe(401)
  })

  it('refuses what query would never ask', async () => {
    expect((await ingest.replay({ tenant: 'demo' })).status).toBe(400)
  })
})

describe('a replay', () => {
  it('stores a mended call under the id it was refused under, as of when it came', async () => {
    await ingest.send('track', { ...headless, messageId: 'm-1' })
    const { letters, verdicts } = await replayAll(mended)
    const [event] = await ingest.events()
    expect(letters[0]).toMatchObject({ door: 'segment/track', deliveryText: '' })
    expect(verdicts).toEqual([{ status: 'accepted', type: 'order.paid', at: event!.at }])
    expect(event).toMatchObject({
      id: 'm-1',
      tenant: 'demo',
      source: 'web',
      occurredAt: refusedAt,
      receivedAt: replayedAt,
    })
    expect(event!.flags).toEqual(['replayed'])
  })

  it('keeps the id also where the event had none, or one that could not be', async () => {
    await ingest.send('track', headless)
    await ingest.send('track', { ...headless, event: 'Order Completed', messageId: 'x'.repeat(300) })
    const { letters, verdicts } = await replayAll([...mended, { op: 'add', path: '/messageId', value: 'another' }])
    expect(verdicts.map(({ status }) => status)).toEqual(['accepted', 'accepted'])
    expect((await ingest.events()).map(({ id }) => id)).toEqual(letters.map(({ id }) => id))
  })

  it('brings the context and the sending time of its batch', async () => {
    const sentAt = new Date(refusedAt - 3_600_000).toISOString()
    const timestamp = new Date(refusedAt - 3_660_000).toISOString()
    const context = { locale: 'zh-CN', traits: { email: 'anna@example.com' } }
    await ingest.send('batch', {
      context,
      sentAt,
      batch: [
        { ...headless, timestamp },
        { ...headless, timestamp },
      ],
    })
    const { letters } = await replayAll(mended)
    expect(letters[0]).toMatchObject({ door: 'segment/batch', deliveryText: JSON.stringify({ context, sentAt }) })
    expect(letters[1]!.delivery).toBe(letters[0]!.delivery) // sealed once
    const [event] = await ingest.events()
    // An hour slow by its own clock: a minute before it was sent is a minute before it came.
    expect(event).toMatchObject({ occurredAt: refusedAt - 60_000, context: { locale: 'zh-CN' } })
    expect(event!.keyValues.email).toBe('anna@example.com')
  })

  it('in a dry run only says what would be', async () => {
    await ingest.send('track', { ...headless, messageId: 'm-1' })
    const dryRun = await replayAll(mended, { dryRun: true })
    expect(dryRun.verdicts).toEqual([{ status: 'accepted', type: 'order.paid' }])
    expect(await ingest.events()).toEqual([])
  })

  it('of what is refused again answers why, and writes no second letter', async () => {
    await ingest.send('track', { ...headless, messageId: 'm-1' })
    const { verdicts } = await replayAll()
    expect(verdicts).toMatchObject([{ status: 'rejected', code: 'field_missing', field: 'event' }])
    expect(await ingest.letters()).toHaveLength(1)
  })

  it('says of each letter what keeps it from being an event', async () => {
    const letter = {
      source: 'web',
      id: 'm',
      receivedAt: refusedAt,
      door: '',
      original: sealText(testSecrets, '{}'),
      delivery: '',
    }
    const events = [
      letter,
      { ...letter, door: 'webhook/nobody' },
      { ...letter, door: 'segment/track', original: 'bm9uZQ==' },
      { ...letter, door: 'cloudevents', original: sealText(testSecrets, 'no json') },
    ]
    const { body } = await ingest.replay({ tenant: 'demo', events })
    expect(body.events.map(({ status, code }: { status: string; code: string }) => [status, code])).toEqual(
      events.map(() => ['unreplayable', 'original_unreadable']),
    )
    const patch = [{ op: 'remove', path: '/event' }]
    const failed = await ingest.replay({ tenant: 'demo', events: [{ ...letter, door: 'segment/track' }], patch })
    expect(failed.body.events).toMatchObject([{ status: 'unreplayable', code: 'patch_failed', field: '/event' }])
  })
})

describe('a CloudEvent', () => {
  const data = { order_id: 'o-1', total: 'much', currency: 'CNY' }
  const attributes = { specversion: '1.0', id: '7', source: '/shop', type: 'order.paid', userid: 'u-1' }
  const binary = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`ce-${name}`, value]))

  it.each<[string, unknown, Record<string, string>]>([
    ['binary', data, binary],
    ['structured', { ...attributes, data }, { 'content-type': 'application/cloudevents+json' }],
    ['batched', [{ ...attributes, data }], { 'content-type': 'application/cloudevents-batch+json' }],
    [
      'structured, its data in base64',
      { ...attributes, data_base64: Buffer.from(JSON.stringify(data)).toString('base64') },
      { 'content-type': 'application/cloudevents+json' },
    ],
  ])('in %s mode comes again as it was, once mended', async (_, payload, headers) => {
    const answer = await ingest.post('events', JSON.stringify(payload), headers)
    expect(answer.json().events[0]).toMatchObject({ id: '/shop#7', status: 'rejected' })
    const fix =
      payload === data || !JSON.stringify(payload).includes('base64')
        ? [{ op: 'replace', path: '/data/total', value: '9.90' }]
        : [{ op: 'add', path: '/data', value: { ...data, total: '9.90' } }]
    const { letters, verdicts } = await replayAll(fix)
    expect(letters[0]).toMatchObject({ door: 'cloudevents', id: '/shop#7' })
    expect(verdicts).toMatchObject([{ status: 'accepted', type: 'order.paid' }])
    const [event] = await ingest.events()
    expect(event).toMatchObject({ id: '/shop#7', occurredAt: refusedAt, keyValues: { user_id: 'u-1' } })
  })

  it('that lacks its type is found under the id it will have', async () => {
    const { type: _, ...untyped } = attributes
    await ingest.post('events', JSON.stringify({ ...untyped, data: {} }), {
      'content-type': 'application/cloudevents+json',
    })
    await replayAll([{ op: 'add', path: '/type', value: 'prize.won' }])
    expect(await ingest.events()).toMatchObject([{ id: '/shop#7', type: 'custom.prize_won' }])
  })
})

describe.each(webhookCases)('a webhook of $provider', ({ provider, settings, event, sign }) => {
  it('comes again under its id, mapped as when it came first', async () => {
    const plan = {
      plan: 'none',
      source: 'shop',
      unplannedTypes: 'quarantine',
      unplannedProperties: 'allow',
      missingProperties: 'allow',
      types: {},
    } as const
    const strict = await startTestIngest({ log: ingest.log, now: () => now, plans: [plan] })
    const deliver = async (to: TestIngest) => {
      await to.sources.putWebhook({ tenant: 'demo', name: 'shop', settings })
      const { headers, query = '', body } = sign(event, { secret: 0, at: refusedAt })
      const url = `/v1/sources/${provider}/shop${query === '' ? '' : `?${query}`}`
      await to.app.inject({ method: 'POST', url, payload: body, headers })
    }
    await deliver(strict)
    await strict.app.close()
    const { letters, verdicts } = await replayAll()
    expect(letters[0]).toMatchObject({ code: 'plan_type', door: `webhook/${provider}` })
    expect(verdicts).toMatchObject([{ status: 'accepted' }])
    now = refusedAt
    await deliver(ingest)
    const [replayed, first] = await ingest.events()
    const { receivedAt: _, at: __, flags, ...again } = replayed!
    expect(flags.toSorted()).toEqual([...first!.flags, 'replayed'].sort())
    expect(first).toMatchObject(again)
  })
})
