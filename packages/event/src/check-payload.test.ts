import { describe, expect, it } from 'vitest'
import type { Payload } from './payload-schema.ts'
import { payloadSchemaOf } from './payload-schemas.ts'

const faults = (type: string, payload: Payload) =>
  payloadSchemaOf(type)
    .check(payload)
    .map(({ code, field, expected }) => `${code} ${field}: ${expected}`)
const person = { type: 'phone', scope: '', hash: new Uint8Array(16), usable: true }
const money = 'decimal text such as "12.50", at most 14 digits before the point and 4 after it'

describe('check', () => {
  it('finds every fault, with its path', () => {
    const items = [{ sku: 'a', quantity: '1' }, 'b', { sku: 5, price: '1e3', colour: 'red' }, null, { discount: 1 }]
    expect(faults('order.paid', { amount: 12.5, is_new_customer: 'yes', items, total: '9', properties: {} })).toEqual([
      'field_missing order_id: text',
      `field_type amount: ${money}`,
      'field_type items[1]: an object',
      'field_type items[2].sku: text',
      `field_value items[2].price: ${money}`,
      'field_unknown items[2].colour: a field of an item; free-form values go into properties',
      'field_type items[3]: an object',
      `field_type items[4].discount: ${money}`,
      'field_type is_new_customer: true or false',
      'field_type properties: JSON text',
      'field_unknown total: a field of order.paid; free-form values go into properties',
    ])
  })

  it('finds nothing where absent, null and undefined mean the same', () => {
    expect(faults('order.paid', { order_id: 'o', amount: null, currency: undefined, nothing: undefined })).toEqual([])
    expect(faults('custom.anything', {})).toEqual([])
    expect(faults('custom.anything', { properties: '{"a":1}' })).toEqual([])
  })

  it.each<[string, string, unknown, string | undefined]>([
    ['page.viewed', 'session_page', 2 ** 31, 'field_value session_page: a whole number from -2147483648 to 2147483647'],
    ['page.viewed', 'session_page', -(2 ** 31), undefined],
    ['page.viewed', 'session_page', '1', 'field_type session_page: a whole number from -2147483648 to 2147483647'],
    ['page.viewed', 'dwell_ms', 0.5, 'field_value dwell_ms: a whole number from -9007199254740991 to 9007199254740991'],
    [
      'page.viewed',
      'dwell_ms',
      2 ** 53,
      'field_value dwell_ms: a whole number from -9007199254740991 to 9007199254740991',
    ],
    ['page.viewed', 'dwell_ms', 2 ** 53 - 1, undefined],
    ['page.viewed', 'keywords', ['a', 1], 'field_type keywords[1]: text'],
    ['page.viewed', 'keywords', 'a', 'field_type keywords: a list of texts'],
    ['page.viewed', 'name', '', undefined],
    ['order.shipped', 'expected_at', '2026-01-01', 'field_type expected_at: a time in Unix milliseconds'],
    ['order.shipped', 'expected_at', 9e15, 'field_value expected_at: a time in Unix milliseconds'],
    ['order.shipped', 'recipient', person, undefined],
    ['order.shipped', 'recipient', 'o', 'field_type recipient: a person {type, scope, hash, usable}'],
    ['order.shipped', 'recipient', { ...person, hash: 'ff' }, 'field_type recipient.hash: 16 bytes'],
    ['order.shipped', 'recipient', { ...person, hash: new Uint8Array(8) }, 'field_type recipient.hash: 16 bytes'],
    ['order.shipped', 'recipient', { ...person, usable: undefined }, 'field_type recipient.usable: true or false'],
    ['order.shipped', 'recipient', { ...person, type: undefined }, 'field_type recipient.type: text'],
    ['order.shipped', 'recipient', { ...person, scope: 1 }, 'field_type recipient.scope: text'],
    ['order.shipped', 'address', { city: 'Shanghai' }, undefined],
    ['order.shipped', 'address', ['Shanghai'], 'field_type address: text or an object'],
    ['order.shipped', 'items', {}, 'field_type items: a list of objects {sku, category, quantity, price, discount}'],
    ['server.sampled', 'cpu', Number.POSITIVE_INFINITY, 'field_value cpu: a finite number'],
    ['server.sampled', 'cpu', -0, undefined],
    ['server.sampled', 'cpu', '5', 'field_type cpu: a finite number'],
    ['consent.changed', 'status', 'maybe', 'field_value status: one of granted, denied, withdrawn'],
    ['consent.changed', 'status', null, 'field_missing status: one of granted, denied, withdrawn'],
    ['consent.changed', 'status', 'constructor', 'field_value status: one of granted, denied, withdrawn'],
    ['inventory.changed', 'stock', '123456789012345', `field_value stock: ${money}`],
    ['inventory.changed', 'stock', '1.23456', `field_value stock: ${money}`],
    ['inventory.changed', 'stock', '-0.5', undefined],
  ])('%s %s %j', (type, name, value, fault) => {
    const required = { order_id: 'o', host: 'h', purpose: 'p', status: 'granted', sku: 's' }
    const names = new Set(payloadSchemaOf(type).fields.map(field => field.name))
    const given = Object.fromEntries(Object.entries(required).filter(([field]) => names.has(field)))
    expect(faults(type, { ...given, [name]: value })).toEqual(fault === undefined ? [] : [fault])
  })

  it('names a __proto__ key instead of following it', () => {
    expect(faults('custom.x', JSON.parse('{"__proto__":{"properties":5}}') as Payload)).toEqual([
      'field_unknown __proto__: a field of custom; free-form values go into properties',
    ])
  })
})
