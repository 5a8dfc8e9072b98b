import { payloadSchemaByFingerprint } from '@weir/event'
import { createKeyRules } from '@weir/identity-rules'
import { createKeyHasher } from '@weir/privacy'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mapCall } from '../segment/map-call.ts'
import { shippedPolicy, testSecrets } from '../testing/test-ingest.ts'
import { createDecide } from './decide.ts'
import { type Accepted, isRejected, type Rejected } from './verdict.ts'

const decide = createDecide({ rules: createKeyRules(shippedPolicy()), hashOf: createKeyHasher(testSecrets) })
const arrival = {
  tenant: 'demo',
  source: 'web',
  receivedAt: Date.UTC(2026, 0, 31),
  surrogates: false,
  small: true,
  flags: [],
}
const verdictOf = (kind: string, body: object) =>
  decide({ kind, body, shared: { context: undefined, sentAt: undefined } }, arrival, mapCall)

function accepted(
  kind: string,
  body: object,
): Accepted & { payload: Record<string, unknown>; fields: Record<string, unknown> } {
  const verdict = verdictOf(kind, body)
  if (isRejected(verdict)) throw new Error(verdict.rejection.message)
  const { event, sealed } = verdict
  const decoded = payloadSchemaByFingerprint(event.payloadSchema)!.decode(event.payload)
  const payload = Object.fromEntries(Object.entries(decoded).filter(([, value]) => value !== null))
  return { ...verdict, payload, fields: event.sealed < 0 ? {} : JSON.parse(sealed[event.sealed]!) }
}
const rejected = (kind: string, body: object): Rejected => {
  const verdict = verdictOf(kind, body)
  if (!isRejected(verdict)) throw new Error('accepted')
  return verdict
}

describe('payloads', () => {
  it('take Segment’s names, the field’s own before its aliases, and lose nothing', () => {
    const properties = {
      order_id: 50314907,
      revenue: 10,
      total: '27.50',
      amount: 30,
      products: [{ product_id: 1, sku: 's', name: 'Mug', quantity: 1 }],
      hint: { a: 1 },
    }
    const { payload } = accepted('track', { event: 'Order Completed', properties })
    expect(payload).toMatchObject({ order_id: '50314907', amount: '30', items: [{ sku: 's', quantity: '1' }] })
    expect(JSON.parse(payload.properties as string)).toEqual({
      revenue: 10,
      total: '27.50',
      products: [{ product_id: 1, name: 'Mug' }],
      hint: { a: 1 },
    })
  })

  it('keep money as decimal text', () => {
    for (const [sent, kept] of [
      [19.99, '19.99'],
      ['19.90', '19.90'],
      [0.1 + 0.2, '0.3'],
      [-0, '0'],
      [1e3, '1000'],
    ])
      expect(
        accepted('track', { event: 'Order Paid', properties: { order_id: 'o', total: sent } }).payload.amount,
      ).toBe(kept)
  })

  it('seal what the schema calls personal, and refer to persons by hash', () => {
    const { payload, fields } = accepted('track', {
      event: 'invite.sent',
      userId: 'u',
      properties: { invitee: { phone: '139 1234 5678' }, text: 'come!' },
    })
    expect(payload.invitee).toMatchObject({ type: 'phone', usable: true })
    expect((payload.invitee as { hash: Uint8Array }).hash).toEqual(
      createKeyHasher(testSecrets)('demo', 'phone', '', '+8613912345678'),
    )
    expect(payload.text).toBeUndefined()
    expect(fields).toEqual({ invitee: '+8613912345678', text: 'come!' })
  })

  it('read `name` as personal only where it names a person', () => {
    expect(accepted('track', { event: 'x', properties: { name: 'Mug' } }).payload.properties).toBe('{"name":"Mug"}')
    expect(accepted('identify', { userId: 'u', traits: { name: 'Wei', plan: 'gold' } })).toMatchObject({
      payload: { properties: '{"plan":"gold"}' },
      fields: { name: 'Wei' },
    })
  })

  it('keep references apart that masking would make equal', () => {
    const paid = (order_id: string) =>
      accepted('track', { event: 'Order Paid', properties: { order_id } }).payload.order_id
    expect(paid('4111111111111111')).toBe('4111111111111111')
    expect(paid('13912345678')).toMatch(/^hash-[\da-f]{32}$/)
    expect(paid('13912345678')).not.toBe(paid('13912345679'))
  })

  it('are refused under the name the sender used', () => {
    expect(rejected('track', { event: 'Order Paid', properties: { order_id: 'o', revenue: 'x' } })).toMatchObject({
      type: 'order.paid',
      rejection: { code: 'field_value', field: 'properties.revenue' },
    })
  })
})

describe('keys', () => {
  it('come strongest first, blocked ones unusable, personal ones sealed', () => {
    const { event, sealed } = accepted('identify', {
      anonymousId: 'visitor-7',
      userId: 'null',
      traits: { email: ' Wei@Example.com ', phone: '13800138000' },
    })
    expect(event.keys.map(({ type, usable, value }) => [type, usable, value])).toEqual([
      ['user_id', false, 'null'],
      ['phone', false, null],
      ['email', true, null],
      ['anonymous_id', true, 'visitor-7'],
    ])
    expect(sealed.slice(0, 2)).toEqual(['+8613800138000', 'wei@example.com'])
  })

  it('leave out what came along and is none, and say so', () => {
    const { event } = accepted('identify', { userId: 'u', traits: { email: 'x'.repeat(600) } })
    expect(event).toMatchObject({ flags: ['id_made', 'key_ignored'], keys: [{ type: 'user_id' }] })
  })
})

describe('ids', () => {
  const idOf = (messageId: unknown) => accepted('track', { event: 'x', messageId }).event
  it('are the sender’s, also when they look like SDKs make them', () => {
    for (const id of [
      'm-1',
      'node-next-1700000000000-4123a888-1234-4567-8901-234567890123',
      '4123a888-1234-4567-8901-234567890123',
    ])
      expect(idOf(id)).toMatchObject({ id, flags: [] })
  })
  it('made of personal values become their hash: the same again, and another for another', () => {
    const [first, again, other] = ['order-13912345678', 'order-13912345678', 'wei@example.com'].map(idOf)
    expect(first).toMatchObject({ id: expect.stringMatching(/^hash-[\da-f]{32}$/), flags: ['id_hashed'] })
    expect(again!.id).toBe(first!.id)
    expect(other!.id).not.toBe(first!.id)
  })
  it('are made when missing, and flagged', () => {
    expect(idOf(undefined)).toMatchObject({ flags: ['id_made'] })
    expect(idOf('').id).not.toBe(idOf(null).id)
  })
})

describe('free-form properties', () => {
  it('without anything personal arrive as they were sent', () => {
    const text = (value: unknown) => JSON.stringify(value)
    const plain = fc
      .dictionary(fc.string({ unit: 'grapheme-ascii' }), fc.jsonValue())
      .filter(properties => !/\d{8}|@|%|[\uff10-\uff20]|\p{Surrogate}/u.test(text(properties)))
      .filter(properties => !namesIn(properties).some(name => personalName.test(name.replace(/[^a-z\d]/gi, ''))))
    fc.assert(
      fc.property(plain, properties => {
        const { payload } = accepted('track', { event: 'x', properties })
        expect(JSON.parse(payload.properties as string)).toEqual(JSON.parse(text(properties)))
      }),
    )
  })
})

/** The short ones of protect/names.ts, that chance comes upon. */
const personalName = /^(?:tel|ip|qq|pan|pwd|mac|cvv|cvc|ssn|dob|mail|iban|imei|wxid)$/i

const namesIn = (value: unknown): string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, inner]) => [name, ...namesIn(inner)])
    : []
