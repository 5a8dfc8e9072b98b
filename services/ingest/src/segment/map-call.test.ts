import { eventTypes } from '@weir/event'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Draft } from '../pipeline/draft.ts'
import { eventTypeOf } from './event-types.ts'
import { mapCall } from './map-call.ts'

const draftOf = (kind: string, body: object): Draft => {
  const draft = mapCall({ kind, body, shared: { context: undefined, sentAt: undefined } })
  if ('code' in draft) throw new Error(draft.message)
  return draft
}
const keysOf = (kind: string, body: object) =>
  draftOf(kind, body).keys.map(({ type, scope, value }) => [type, scope, value].filter(Boolean).join(':'))

describe('event names', () => {
  it.each([
    ['Order Completed', 'order.paid'],
    ['order completed', 'order.paid'],
    ['ORDER COMPLETED', 'order.paid'],
    ['orderCompleted', 'order.paid'],
    ['Order Refunded', 'order.refunded'],
    ['Order Cancelled', 'order.cancelled'],
    ['Order Canceled', 'order.cancelled'],
    ['Product Added', 'cart.item_added'],
    ['Product Removed', 'cart.item_removed'],
    ['Product Viewed', 'product.viewed'],
    ['Products Searched', 'product.searched'],
    ['Checkout Started', 'checkout.started'],
    ['Coupon Applied', 'coupon.redeemed'],
    ['Signed Up', 'user.registered'],
    ['Payment Failed', 'payment.failed'],
    ['payment_failed', 'payment.failed'],
    ['live.interacted', 'live.interacted'],
    ['Product Clicked', 'custom.product_clicked'],
    ['custom.Spin The Wheel!', 'custom.spin_the_wheel'],
    ['领取红包', 'custom.领取红包'],
    ['order.teleported', 'custom.order_teleported'],
  ])('%s is %s', (name, type) => {
    expect(eventTypeOf(name)).toBe(type)
  })

  it('knows every type of ours by its own name', () => {
    for (const type of eventTypes) expect(eventTypeOf(type)).toBe(type)
  })

  it('gives every name with a letter or digit a type, and the same one again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 256 }), name => {
        const type = eventTypeOf(name)
        if (type === undefined) return
        expect(type).toMatch(/^[a-z]+\.[\p{L}\p{N}_]+$/u)
        expect(eventTypeOf(type)).toBe(type)
      }),
    )
  })
})

describe('keys', () => {
  it('are those of the actor, wherever Segment puts them', () => {
    const body = {
      userId: 'u',
      anonymousId: 'a',
      traits: { phone: '139', email: 'a@b' },
      keys: [{ type: 'openid', id: 'o', scope: 'wx1' }],
      context: {
        device: { id: 'd', type: 'iOS', advertisingId: 'ad' },
        externalIds: [{ type: 'member_card', id: 7, collection: 'club' }],
        traits: { email: 'c@d' },
      },
    }
    expect(keysOf('identify', body)).toEqual([
      ...[
        'user_id:u',
        'anonymous_id:a',
        'phone:139',
        'email:a@b',
        'openid:wx1:o',
        'email:c@d',
        'device_id:d',
        'idfa:ad',
      ],
      'member_card:club:7',
    ])
  })

  it('are never taken from properties, nor from the traits of a group', () => {
    const body = {
      userId: 'u',
      groupId: 'g',
      event: 'x',
      properties: { phone: '139', userId: 'x' },
      traits: { phone: '139' },
    }
    expect(keysOf('track', body)).toEqual(['user_id:u'])
    expect(keysOf('group', body)).toEqual(['user_id:u'])
    expect(draftOf('group', body).besides).toContainEqual(['group_id', 'g'])
  })

  it('link the two names of an alias', () => {
    expect(keysOf('alias', { userId: 'new', previousId: 'old' })).toEqual(['user_id:new', 'user_id:old'])
    const visitor = '1f0a6a40-9b2c-4c7e-8a1d-0123456789ab'
    expect(keysOf('alias', { userId: 'new', previousId: visitor })).toEqual(['user_id:new', `anonymous_id:${visitor}`])
  })
})

describe('calls', () => {
  it('map to types and keep what they say beside their properties', () => {
    expect(draftOf('identify', { userId: 'u', traits: { plan: 'gold' } })).toMatchObject({
      type: 'customer.upserted',
      fields: { plan: 'gold' },
      fieldsPath: 'traits',
    })
    expect(draftOf('page', { name: 'Home', category: 'start', properties: { path: '/' } })).toMatchObject({
      type: 'page.viewed',
      besides: [
        ['name', 'Home'],
        ['category', 'start'],
      ],
    })
    expect(draftOf('screen', { name: 'Home' })).toMatchObject({ type: 'page.viewed', notes: { call: 'screen' } })
    expect(draftOf('alias', { userId: 'u', previousId: 'o' })).toMatchObject({
      type: 'custom.group',
      notes: { call: 'alias' },
    })
    expect(draftOf('track', { event: 'x', total: 3, integrations: {}, originalTimestamp: 5 })).toMatchObject({
      besides: [['total', 3]],
      timestamp: 5,
      notes: { event: 'x' },
    })
  })

  it('need somebody where they are about somebody', () => {
    const shared = { context: undefined, sentAt: undefined }
    expect(mapCall({ kind: 'track', body: { event: 'deploy.finished' }, shared })).toMatchObject({ keys: [] })
    for (const kind of ['identify', 'group', 'alias'])
      expect(mapCall({ kind, body: {}, shared })).toMatchObject({ code: 'no_identity' })
    expect(mapCall({ kind: 'alias', body: { userId: 'u' }, shared })).toMatchObject({
      code: 'field_missing',
      field: 'previousId',
    })
  })
})
