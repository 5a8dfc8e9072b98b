import { payloadSchemaOf } from '@weir/event'
import { describe, expect, it } from 'vitest'
import { shippedPolicy } from '../../testing/test-ingest.ts'
import { shiftPoint, sumOf } from './decimals.ts'
import { evaluate } from './evaluate.ts'
import type { Expression } from './expression.ts'
import { mapMessage } from './map-message.ts'
import { parseMapping } from './mapping-file.ts'
import { readMappings } from './read-mappings.ts'

const facts = {
  a: { b: [{ c: 'x' }, { c: '' }], n: null, zero: 0 },
  cents: 1_999,
  negative: -5,
  currency: 'eur',
  at: 1_700_000_000,
  day: '2026-01-31 09:30:00',
  list: [{ v: '0.1' }, { v: '0.2' }, { v: null }],
}

describe('an expression', () => {
  it.each<[Expression, unknown]>([
    ['a.b.0.c', 'x'],
    ['a.b.1.c', undefined],
    ['a.b.9.c', undefined],
    ['a.n', undefined],
    ['a.zero', 0],
    ['constructor.name', undefined],
    ['a.__proto__', undefined],
    ['list.length', undefined],
    [['a.n', 'a.b.0.c'], 'x'],
    [{ text: 'CNY' }, 'CNY'],
    [{ minor: 'cents', currency: 'currency' }, '19.99'],
    [{ minor: 'cents', currency: { text: 'JPY' } }, '1999'],
    [{ minor: 'cents', currency: { text: 'kwd' } }, '1.999'],
    [{ minor: 'negative', currency: 'currency' }, '-0.05'],
    [{ minor: 'currency', currency: 'currency' }, undefined],
    [{ upper: 'currency' }, 'EUR'],
    [{ seconds: 'at' }, 1_700_000_000_000],
    [{ seconds: 'day' }, undefined],
    [{ beijing: 'day' }, '2026-01-31T09:30:00+08:00'],
    [{ join: ['currency', 'at'], with: '-' }, 'eur-1700000000'],
    [{ join: ['currency', 'a.n'], with: '-' }, undefined],
    [{ sum: 'list', of: 'v' }, '0.3'],
    [{ sum: 'a', of: 'v' }, undefined],
    [{ each: 'a.b', fields: { name: 'c' } }, [{ name: 'x' }, {}]],
    [
      { person: { type: 'openid', scope: { text: 's' }, value: 'currency' } },
      { type: 'openid', scope: 's', id: 'eur' },
    ],
    [{ person: { type: 'openid', value: 'a.n' } }, undefined],
  ])('%j is %j', (expression, value) => {
    expect(evaluate(expression, facts)).toEqual(value)
  })
})

describe('decimals', () => {
  it('are exact', () => {
    expect(shiftPoint('123456789012345678901234567890', 2)).toBe('1234567890123456789012345678.90')
    expect(shiftPoint('5', 2)).toBe('0.05')
    expect(shiftPoint('1.5', 2)).toBeUndefined()
    expect(sumOf(['99999999999999999999.99', '0.01', '-0.5', 'x'])).toBe('99999999999999999999.5')
    expect(sumOf(['-0.25', '-0.25'])).toBe('-0.5')
    expect(sumOf(['0.00'])).toBe('0')
    expect(sumOf(['x', undefined])).toBeUndefined()
  })
})

describe('the shipped files', () => {
  it('name types, fields and keys that there are', async () => {
    const mappings = await readMappings(new URL('../../../../../schemas/sources/providers/', import.meta.url))
    const keyTypes = shippedPolicy().types
    for (const [provider, { topics, keys }] of mappings) {
      for (const { type } of [...keys, ...Object.values(topics).flatMap(topic => topic.keys ?? [])])
        expect([...keyTypes.keys()], provider).toContain(type)
      for (const [topic, { type, fields }] of Object.entries(topics)) {
        const required = payloadSchemaOf(type).fields.filter(field => field.required && field.name !== 'properties')
        expect(Object.keys(fields), `${provider} ${topic}`).toEqual(
          expect.arrayContaining(required.map(({ name }) => name)),
        )
      }
    }
  })
})

describe('a mapping', () => {
  const parse = (text: string) => parseMapping(`provider: stripe\n${text}`, 'stripe.yaml')

  it('says every fault of its file', () => {
    const text = 'topics:\n  a: { type: order.teleported, fields: { x: "a b" } }\n  b: { type: custom.ok, more: 1 }\n'
    expect(() => parse(text)).toThrow(/stripe\.yaml has 3 fault\(s\)[\s\S]*topics\.a\.type[\s\S]*topics\.b/)
    expect(() => parse('topics: [')).toThrow(/stripe\.yaml/)
  })

  it('takes whatever is sent, without an exception', () => {
    const mapping = parse('rest: data\nkeys: [{ type: email, value: e }]\ntopics: {}\n')
    const draft = (sent: object) => mapMessage({ topic: '', id: undefined, facts: { ...sent }, original: '' }, mapping)
    expect(draft({}).type).toBe('custom.stripe')
    expect(draft({ data: [1] }).fields).toEqual({ data: [1] })
    expect(draft({ data: 'x', e: { not: 'text' } })).toMatchObject({ fields: { data: 'x' }, keys: [] })
    const named = mapMessage({ topic: 'toString', id: '1', facts: {}, original: '' }, mapping)
    expect(named.type).toBe('custom.stripe_to_string'.replace('to_string', 'tostring'))
  })
})
