import { payloadSchemaByFingerprint } from '@weir/event'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestIngest, type TestIngest } from './testing/test-ingest.ts'

let ingest: TestIngest
beforeEach(async () => {
  ingest = await startTestIngest()
})
afterEach(() => ingest.stop())

const track = (properties: string, more = '') =>
  `{"event":"x","userId":"u","messageId":"m"${more},"properties":${properties}}`
const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`

async function propertiesOf(body: string): Promise<string> {
  expect((await ingest.send('track', body)).events[0]).toMatchObject({ status: 'accepted' })
  const event = (await ingest.events()).at(-1)!
  return payloadSchemaByFingerprint(event.payloadSchema)!.decode(event.payload).properties as string
}

describe('is stored, exactly', () => {
  it.each([
    ['dotted keys', '{"a.b":1,"a":{"b":2}}', '{"a.b":1,"a":{"b":2}}'],
    [
      '64-bit integers',
      '{"a":9223372036854775807,"b":-9223372036854775808}',
      '{"a":9223372036854775807,"b":-9223372036854775808}',
    ],
    ['larger integers', '{"a":36893488147419103232}', '{"a":"36893488147419103232"}'],
    ['numbers beyond any', '{"a":1e400,"b":-1e400}', '{"a":"1e400","b":"-1e400"}'],
    ['negative zero', '{"a":-0}', '{"a":0}'],
    ['duplicate keys', '{"a":1,"a":2}', '{"a":2}'],
    [
      'keys of prototypes',
      '{"__proto__":{"x":1},"constructor":{"prototype":2}}',
      '{"__proto__":{"x":1},"constructor":{"prototype":2}}',
    ],
    ['lone surrogates', '{"a\\ud800":"\\udfff"}', '{"a\uFFFD":"\uFFFD"}'],
    ['whole pairs', '{"a":"\\ud83d\\ude00"}', '{"a":"😀"}'],
    ['control characters', '{"a":"\\u0000\\u0007"}', '{"a":"\\u0000\\u0007"}'],
    ['nesting as deep as allowed', nested(64), nested(64)],
    [
      'a huge array',
      `[${'1,'.repeat(10_000)}1]`.replace(/^/, '{"a":').replace(/$/, '}'),
      `{"a":[${'1,'.repeat(10_000)}1]}`,
    ],
    ['nothing', 'null', '{}'],
  ])('%s', async (_, sent, stored) => {
    expect(await propertiesOf(track(sent))).toBe(stored)
  })

  it('a body with a byte order mark', async () => {
    expect((await ingest.send('track', `\uFEFF${track('{}')}`)).accepted).toBe(1)
  })

  it('what is no UTF-8, mended and flagged', async () => {
    const [head, tail] = track('{"a":"?"}').split('?')
    await ingest.send('track', Buffer.concat([Buffer.from(head!), Buffer.from([0xc3, 0x28]), Buffer.from(tail!)]))
    expect((await ingest.events())[0]!.flags).toContain('utf8_replaced')
  })

  it('a half character in keys, ids and context, flagged', async () => {
    const body = '{"event":"\\ud800y","userId":"\\ud800","messageId":"\\udc00","context":{"\\ud801":"\\ud801"}}'
    const { events } = await ingest.send('track', body)
    expect(events[0]).toMatchObject({ id: '\uFFFD', status: 'accepted' })
    expect((await ingest.events())[0]).toMatchObject({ flags: ['surrogate_replaced'], context: { '\uFFFD': '\uFFFD' } })
  })

  it('whole numbers as ids and keys', async () => {
    await ingest.send('track', '{"event":"x","userId":9007199254740993,"messageId":12}')
    expect((await ingest.events())[0]).toMatchObject({ id: '12', keyValues: { user_id: '9007199254740993' } })
  })
})

describe('has a verdict, and the original is kept', () => {
  const long = 'x'.repeat(3_000_000)
  it.each([
    ['a string of 3 MB', track(`{"a":"${long}"}`), 'event_too_large', ''],
    ['nesting 100 deep', track(nested(100)), 'event_too_deep', ''],
    ['nesting a million deep', track('['.repeat(1_000_000) + ']'.repeat(1_000_000)), 'event_too_deep', ''],
    ['properties that are no object', track('[1]'), 'field_type', 'properties'],
    ['an id that is an object', '{"event":"x","messageId":{}}', 'id_invalid', 'messageId'],
    ['an id without end', `{"event":"x","messageId":"${'m'.repeat(300)}"}`, 'id_too_long', 'messageId'],
    ['a name without letters', '{"event":"--"}', 'type_invalid', 'event'],
    ['a name that is a list', '{"event":["x"]}', 'field_type', 'event'],
    ['no name', '{"userId":"u"}', 'field_missing', 'event'],
    ['a time that is none', '{"event":"x","timestamp":"yesterday"}', 'time_invalid', 'timestamp'],
    ['a time of the wrong type', '{"event":"x","timestamp":{}}', 'time_invalid', 'timestamp'],
    ['a context that is none', '{"event":"x","context":[]}', 'field_type', 'context'],
    ['a user that is an object', '{"event":"x","userId":{"$gt":""}}', 'key_value_invalid', 'userId'],
    ['keys that are no list', '{"event":"x","keys":{}}', 'field_type', 'keys'],
    ['a key of no type', '{"event":"x","keys":[{"type":"shoe_size","id":"43"}]}', 'key_type_unknown', 'keys[0].type'],
    [
      'an openid without its app',
      '{"event":"x","keys":[{"type":"openid","id":"o1"}]}',
      'key_scope_missing',
      'keys[0].scope',
    ],
    [
      'more keys than a person has',
      `{"event":"x","keys":[${'{"type":"cookie","id":"c"},'.repeat(40)}{}]}`,
      'key_limit',
      'keys',
    ],
    [
      'money that is no number',
      '{"event":"Order Paid","properties":{"order_id":"o","total":"ten"}}',
      'field_value',
      'properties.total',
    ],
    [
      'money beyond the column',
      '{"event":"Order Paid","properties":{"order_id":"o","total":1e400}}',
      'field_value',
      'properties.total',
    ],
    [
      'lines that are none',
      '{"event":"Order Paid","properties":{"order_id":"o","products":[1]}}',
      'field_type',
      'properties.products[0]',
    ],
    [
      'an unknown kind',
      '{"event":"live.interacted","properties":{"room":"r","kind":"dance"}}',
      'field_value',
      'properties.kind',
    ],
    [
      'a person that is none',
      '{"event":"invite.sent","properties":{"invitee":[1]}}',
      'field_type',
      'properties.invitee',
    ],
  ])('%s', async (_, body, code, field) => {
    expect((await ingest.send('track', body)).events[0]).toMatchObject({ status: 'rejected', code, field })
    const [letter] = await ingest.letters()
    expect(letter!.originalLength).toBe(body.length)
    expect(body.startsWith(letter!.originalText)).toBe(true)
    expect(letter!.originalText.length).toBe(Math.min(body.length, 256 * 1_024))
    expect(letter!.message).toMatch(/\. \S.*\.$/)
  })

  it.each(['identify', 'group', 'alias'])('an %s of nobody', async path => {
    expect((await ingest.send(path, '{"traits":{"plan":"gold"}}')).events[0]).toMatchObject({
      code: 'no_identity',
      field: 'userId',
    })
  })

  it('an event too deep among others, and the rest is stored', async () => {
    const body = `{"batch":[${track('{}', ',"type":"track"')},${track(nested(5_000), ',"type":"track"')}]}`
    const answer = await ingest.send('batch', body)
    expect(answer.events.map(({ status, code }) => code ?? status)).toEqual(['accepted', 'event_too_deep'])
    expect((await ingest.letters())[0]!.originalText).toBe(track(nested(5_000), ',"type":"track"'))
  })
})

describe('an impossible time', () => {
  it.each([
    ['1999-12-31T23:59:59Z'],
    ['2999-01-01T00:00:00Z'],
    [-5e300],
    [1_700_000_000],
    ['0000-00-01'.replace('00-01', '01-01')],
    ['+010000-01-01T00:00:00Z'],
  ])('%s becomes the time of receipt, flagged', async timestamp => {
    await ingest.send('track', { event: 'x', timestamp })
    const [event] = await ingest.events()
    expect(event).toMatchObject({ flags: expect.arrayContaining(['occurred_at_replaced']) })
    expect(event!.occurredAt).toBe(event!.receivedAt)
  })
})

// A busy machine needs its time for them.
describe('anything at all', () => {
  const scalar = fc.oneof(
    fc.constantFrom(
      null,
      true,
      '',
      0,
      -0,
      1e308,
      5e-324,
      '\ud800',
      '\u0000',
      '13912345678',
      'a@b.co',
      '2024-01-01',
      '__proto__',
      'x'.repeat(600),
    ),
    fc.jsonValue({ maxDepth: 3 }),
    fc.string({ unit: 'binary' }),
  )
  const names = fc.constantFrom(
    ...[
      'type',
      'event',
      'userId',
      'anonymousId',
      'previousId',
      'groupId',
      'messageId',
      'timestamp',
      'sentAt',
      'context',
      'traits',
    ],
    ...[
      'properties',
      'keys',
      'order_id',
      'total',
      'products',
      'sku',
      '__proto__',
      'constructor',
      'toString',
      'a.b',
      'phone',
      'invitee',
    ],
  )
  const { tree } = fc.letrec<{ tree: unknown }>(tie => ({
    tree: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      scalar,
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(fc.oneof(names, fc.string()), tie('tree'), { maxKeys: 6 }),
    ),
  }))
  const kinds = ['track', 'identify', 'page', 'screen', 'group', 'alias'] as const
  const call = fc.record(
    {
      type: fc.oneof({ weight: 9, arbitrary: fc.constantFrom<unknown>(...kinds) }, { weight: 1, arbitrary: scalar }),
      event: fc.oneof(
        fc.constantFrom('Order Completed', 'invite.sent', 'live.interacted', 'customer.upserted', 'x'),
        tree,
      ),
      userId: fc.oneof(fc.string(), tree),
      messageId: fc.oneof(fc.uuid(), tree),
      timestamp: fc.oneof(fc.date({ noInvalidDate: true }), tree),
      properties: fc.oneof(
        { weight: 3, arbitrary: fc.dictionary(fc.oneof(names, fc.string()), tree) },
        { weight: 1, arbitrary: tree },
      ),
      traits: fc.oneof(fc.dictionary(fc.oneof(names, fc.string()), tree), tree),
      context: fc.oneof(fc.dictionary(fc.oneof(names, fc.string()), tree), tree),
      keys: tree,
    },
    { requiredKeys: ['type'] },
  )
  const body = fc.oneof(
    call.map(one => JSON.stringify(one)),
    fc.array(call, { maxLength: 5 }).map(batch => JSON.stringify({ batch, context: {} })),
    tree.map(one => JSON.stringify(one) ?? ''),
    fc.tuple(call, fc.nat(), fc.constantFrom('', '"', '{', ']', '\\', '1e999', '\u00e9')).map(([one, at, put]) => {
      const text = JSON.stringify(one)
      const cut = at % (text.length + 1)
      return text.slice(0, cut) + put + text.slice(cut + 1)
    }),
    fc.uint8Array({ maxLength: 60 }).map(bytes => Buffer.from(bytes)),
  )

  it('is answered, and every answered event lies on the log', async () => {
    let accepted = 0
    let rejected = 0
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...kinds, 'batch'), body, async (path, sent) => {
        const answer = await ingest.post(path, sent)
        if (answer.statusCode !== 200) {
          expect([400, 413]).toContain(answer.statusCode)
          return
        }
        const told = answer.json()
        accepted += told.accepted
        rejected += told.rejected
        for (const event of told.events) expect(event.receipt).toContain('/v1/events/')
      }),
      { numRuns: 600 },
    )
    const events = await ingest.events()
    expect(Math.min(accepted, rejected)).toBeGreaterThan(10)
    expect(events).toHaveLength(accepted)
    expect(await ingest.letters()).toHaveLength(rejected)
    for (const { payloadSchema, payload } of events)
      expect(() =>
        JSON.parse(payloadSchemaByFingerprint(payloadSchema)!.decode(payload).properties as string),
      ).not.toThrow()
  })
})
