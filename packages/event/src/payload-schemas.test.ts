import { isWeirError } from '@weir/errors'
import avro from 'avsc'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { schemaFiles } from './generated/schemas.ts'
import type { Payload, PayloadSchema } from './payload-schema.ts'
import { eventTypes, payloadSchemaByFingerprint, payloadSchemaOf } from './payload-schemas.ts'
import { payloadsOf, plain } from './testing/arbitraries.ts'

/** design.md §2, in its order. */
const promised = [
  ...['page.viewed', 'product.viewed', 'product.searched', 'cart.item_added', 'cart.item_removed', 'checkout.started'],
  ...['order.created', 'order.paid', 'order.cancelled', 'order.shipped', 'order.delivered', 'order.refunded'],
  ...['payment.attempted', 'payment.succeeded', 'payment.failed', 'inventory.changed', 'product.updated'],
  ...['user.registered', 'user.logged_in', 'feature.used', 'server.sampled', 'deploy.finished'],
  ...['customer.upserted', 'membership.changed', 'ticket.opened', 'ticket.closed', 'consent.changed', 'coupon.issued'],
  ...['coupon.redeemed', 'campaign.sent', 'ad.spent', 'survey.answered'],
  ...['post.viewed', 'post.liked', 'post.commented', 'post.shared', 'account.followed', 'live.joined', 'live.left'],
  ...['live.interacted', 'invite.sent', 'invite.accepted'],
]

const avroTypeOf = (schema: PayloadSchema): avro.Type => {
  const file = Object.values(schemaFiles).find(({ fingerprint }) => fingerprint === schema.fingerprintHex)
  return avro.Type.forSchema(file?.schema as unknown as avro.Schema)
}

describe('event types', () => {
  it('are those the design promises', () => {
    expect([...eventTypes].sort()).toEqual([...promised].sort())
  })

  it('are found by name and by fingerprint, everything else is custom', () => {
    for (const type of [...eventTypes, 'custom']) {
      const schema = payloadSchemaOf(type)
      expect(schema.type).toBe(type)
      expect(payloadSchemaByFingerprint(Uint8Array.from(Buffer.from(schema.fingerprintHex, 'hex')))).toBe(schema)
    }
    for (const type of ['custom.poll_opened', 'order.eaten', '', '__proto__', 'constructor']) {
      expect(payloadSchemaOf(type).type).toBe('custom')
    }
    const { fingerprint } = payloadSchemaOf('order.paid')
    expect(payloadSchemaByFingerprint(new Uint8Array(8))).toBeUndefined()
    expect(payloadSchemaByFingerprint(fingerprint.subarray(0, 7))).toBeUndefined()
    expect(payloadSchemaByFingerprint(fingerprint.map((byte, i) => (i === 7 ? byte ^ 1 : byte)))).toBeUndefined()
  })
})

describe.each([...promised, 'custom'])('%s', type => {
  const schema = payloadSchemaOf(type)
  const avroType = avroTypeOf(schema)

  it('comes back as it was, and avsc reads and writes the same bytes', () => {
    fc.assert(
      fc.property(payloadsOf(schema), payload => {
        expect(schema.check(payload)).toEqual([])
        const bytes = schema.encode(payload)
        expect(schema.decode(bytes)).toEqual(payload)
        const read = avroType.fromBuffer(Buffer.from(bytes))
        expect(plain(read)).toEqual(plain(payload))
        expect(new Uint8Array(avroType.toBuffer(read))).toEqual(bytes)
      }),
      { numRuns: 30 },
    )
  })

  it('never throws for a payload without faults, whatever else it is', () => {
    const hostile = fc.dictionary(
      fc.constantFrom(...schema.fields.map(({ name }) => name), 'properties', 'other'),
      fc.oneof(fc.anything(), fc.string(), fc.integer(), fc.constantFrom('1.5', 'like', 'granted', null, undefined)),
    )
    fc.assert(
      fc.property(payloadsOf(schema), hostile, (payload, more) => {
        const mixed: Payload = { ...payload, ...more }
        if (schema.check(mixed).length === 0) expect(() => schema.decode(schema.encode(mixed))).not.toThrow()
      }),
      { numRuns: 50 },
    )
  })

  it('never puts a sealed value on the log', () => {
    const secret = 'very-secret-value'
    const filled = Object.fromEntries(
      schema.fields.filter(({ sensitivity }) => sensitivity >= 3).map(({ name }) => [name, secret]),
    )
    fc.assert(
      fc.property(payloadsOf(schema), payload => {
        const bytes = schema.encode({ ...payload, ...filled })
        expect(Buffer.from(bytes).includes(secret)).toBe(false)
        expect(schema.decode(bytes)).toEqual(payload)
      }),
      { numRuns: 5 },
    )
  })
})

describe('payloads', () => {
  const schema = payloadSchemaOf('order.paid')
  const bytes = schema.encode({ order_id: 'o-1', amount: '12.50', currency: 'CNY' })

  it('are null where nothing was given', () => {
    const payload = schema.decode(bytes)
    expect(payload).toMatchObject({ order_id: 'o-1', amount: '12.50', items: null, is_new_customer: null })
    expect(payload.properties).toBe('{}')
    expect(Object.keys(payload)).toEqual([...schema.fields.map(({ name }) => name), 'properties'])
  })

  it.each<[string, Uint8Array]>([
    ['cut short', bytes.subarray(0, -1)],
    ['too long', Uint8Array.from([...bytes, 0])],
    ['empty', new Uint8Array(0)],
    ['noise', new Uint8Array(50).fill(0xff)],
  ])('are refused when the bytes are %s', (_, wrong) => {
    expect.assertions(1)
    try {
      schema.decode(wrong)
    } catch (error) {
      expect(isWeirError(error, 'LOG_RECORD_INVALID')).toBe(true)
    }
  })
})

describe('fields', () => {
  const fieldOf = (type: string, name: string) => payloadSchemaOf(type).fields.find(field => field.name === name)

  it('say what ingest, processor and documentation need', () => {
    expect(fieldOf('order.paid', 'amount')).toMatchObject({
      kind: 'decimal',
      required: false,
      sensitivity: 2,
      unit: 'currency',
      column: 'amount',
      aliases: ['total', 'value', 'revenue'],
    })
    expect(fieldOf('order.paid', 'items')).toMatchObject({ kind: 'items', column: 'items' })
    expect(fieldOf('order.paid', 'items')?.fields?.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      'sku string',
      'category string',
      'quantity decimal',
      'price decimal',
      'discount decimal',
    ])
    expect(fieldOf('order.paid', 'order_id')?.required).toBe(true)
    expect(fieldOf('live.interacted', 'kind')).toMatchObject({ kind: 'string', required: true })
    expect(fieldOf('live.interacted', 'kind')?.symbols).toContain('gift')
    expect(fieldOf('live.interacted', 'streamer')?.kind).toBe('person')
    expect(fieldOf('order.shipped', 'expected_at')?.kind).toBe('time')
    expect(fieldOf('survey.answered', 'choices')?.kind).toBe('strings')
    expect(fieldOf('customer.upserted', 'address')).toMatchObject({ kind: 'string', sensitivity: 4, format: 'json' })
    expect(payloadSchemaOf('custom').fields).toEqual([])
  })

  it.each<[string, string]>([
    ['post.commented', 'comment'],
    ['survey.answered', 'answer'],
    ['ticket.opened', 'text'],
    ['customer.upserted', 'phone'],
    ['order.shipped', 'address'],
    ['invite.sent', 'text'],
  ])('of free text, phones and addresses are sensitive: %s %s', (type, name) => {
    expect(fieldOf(type, name)?.sensitivity).toBe(4)
  })
})
