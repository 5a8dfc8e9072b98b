import { describe, expect, it } from 'vitest'
import type { Fields } from '../read/row.ts'
import { columnsOf, missingColumns } from './columns-of.ts'
import { createMapRow } from './map-row.ts'
import { parseMapping } from './mapping-file.ts'

const orders = `
event: { match: state, to: { P: order.paid, R: order.refunded } }
id: { join: [{ text: shop }, order_no, state], with: "-" }
time: { value: paid_at, format: yyyy-MM-dd HH:mm:ss, zone: Asia/Shanghai }
userId: customer
keys:
  - { type: phone, value: [mobile, telephone] }
  - { type: openid, scope: { text: wx1 }, value: openid }
properties:
  order_id: order_no
  amount: { number: total }
  gift: { boolean: gift }
  items: { json: items }
  currency: { text: CNY }
`

const row: Fields = {
  state: 'P', order_no: 'o1', paid_at: '2024-03-01 08:30:00', customer: 'c7', mobile: '', telephone: '139', openid: '',
  total: '12.50', gift: 'no', items: '[{"sku":"s"}]',
} // biome-ignore format: one row

describe('a mapping', () => {
  it('makes a call of a row', () => {
    expect(createMapRow(parseMapping(orders, 'orders.yaml'))(row)).toEqual({
      type: 'track',
      messageId: 'shop-o1-P',
      at: Date.parse('2024-03-01T00:30:00Z'),
      rest: {
        event: 'order.paid',
        userId: 'c7',
        keys: [{ type: 'phone', id: '139' }],
        properties: { order_id: 'o1', amount: 12.5, gift: false, items: [{ sku: 's' }], currency: 'CNY' },
      },
    })
  })

  it('reads other kinds of calls, and leaves out what is empty', () => {
    const people = parseMapping(
      '{ type: { text: identify }, time: { value: at }, userId: id, traits: { city: city } }',
      'p',
    )
    expect(createMapRow(people)({ at: '2024-03-01', id: 7, city: null })).toEqual({
      type: 'identify',
      messageId: undefined,
      at: Date.parse('2024-03-01'),
      rest: { userId: '7', traits: {} },
    })
  })

  it.each([
    ['a number that is none', { total: 'twelve' }, 'total is not a number'],
    ['a state it does not name', { state: 'X' }, 'state has a value that the mapping does not name'],
    ['JSON that is none', { items: '[' }, 'items is not JSON'],
    ['a truth value that is none', { gift: 'maybe' }, 'gift is not true or false'],
    ['a time of another form', { paid_at: '01/03/2024' }, 'yyyy-MM-dd HH:mm:ss'],
  ])('says which column is at fault for %s, and never its value', (_, change, message) => {
    const fault = createMapRow(parseMapping(orders, 'orders.yaml'))({ ...row, ...change })
    expect(fault).toMatchObject({ message: expect.stringContaining(message) })
    expect(JSON.stringify(fault)).not.toContain(Object.values(change)[0])
  })

  it('keeps digits that a double cannot hold', () => {
    const map = createMapRow(parseMapping('{ time: { value: at }, properties: { n: { number: n } } }', 'n'))
    expect(map({ at: '2024-03-01', n: '12345678901234567.25' })).toMatchObject({
      rest: { properties: { n: '12345678901234567.25' } },
    })
  })

  it('knows its columns, so that a misspelt one is told', () => {
    const mapping = parseMapping(orders, 'orders.yaml')
    expect(columnsOf(mapping).sort()).toEqual(Object.keys(row).sort())
    expect(missingColumns(mapping, { ...row, openid: undefined })).toEqual([])
    const { total: _, ...without } = row
    expect(missingColumns(mapping, without)).toEqual(['total'])
  })

  it.each([
    ['no time', 'event: e', /time: /],
    ['a field nobody knows', '{ time: { value: at }, colour: red }', /colour/],
    ['a zone that is none', '{ time: { value: at, zone: Mars/Olympus } }', /time.zone: is no time zone/],
    ['a format that is none', '{ time: { value: at, format: yy/MM } }', /time.format: is not iso/],
    ['a form that is none', '{ time: { value: at }, userId: { upper: x } }', /userId: is no column/],
    ['no YAML', '{ time: ', /fault/],
  ])('with %s is refused, naming the place', (_, text, message) => {
    expect(() => parseMapping(text, 'm.yaml')).toThrow(
      expect.objectContaining({ message: expect.stringMatching(message) }),
    )
  })
})
