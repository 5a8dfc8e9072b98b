import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { publishedFolder, readPublishedSchemas } from '../testing/published-schemas.ts'
import { acceptSchemas, checkSchemas, type Fingerprints } from './compatibility.ts'
import { fixtureSchemas } from './fixture/schemas.ts'
import type { SchemaFile } from './schema-files.ts'

const files = readPublishedSchemas()
const published = JSON.parse(readFileSync(`${publishedFolder}fingerprints.json`, 'utf8')) as Fingerprints
const path = 'platform/order.paid.v1.avsc'
const original = files.find(file => file.path === path) as SchemaFile
const changed = (from: string, to: string): SchemaFile[] => {
  const text = original.text.replace(from, to)
  expect(text).not.toBe(original.text)
  return files.map(file => (file.path === path ? { path, text } : file))
}
/** The files with a second version of order.paid, accepted. */
const evolved = (...edits: [from: string, to: string][]): [SchemaFile[], Fingerprints] => {
  const second = [['"version": 1', '"version": 2'] as const, ...edits].reduce((text, [from, to]) => {
    expect(text).toContain(from)
    return text.replace(from, to)
  }, original.text)
  const all = [...files, { path: path.replace('v1', 'v2'), text: second }]
  return [all, acceptSchemas(all, published)]
}
const amount = '"name": "amount", "type": ["null", "string"], "default": null'

describe('published schemas', () => {
  it('are as they were published, compatible and within the rules', () => {
    expect(checkSchemas(files, published)).toEqual([])
    expect(Object.keys(published)).toHaveLength(files.length)
  })

  it.each<[string, string, string]>([
    ['a doc', 'The order."', 'An order."'],
    ['a sensitivity', '"sensitivity": 2', '"sensitivity": 1'],
    ['a default', '"default": "{}"', '"default": "[]"'],
    ['a type', amount, '"name": "amount", "type": ["null", "double"], "default": null'],
  ])('may not change: %s', (_, from, to) => {
    expect(checkSchemas(changed(from, to), published)).toContain(
      `${path} was published and has changed: take the change back and make version 2 of it`,
    )
    expect(acceptSchemas(changed(from, to), published)[path]).toEqual(published[path])
  })

  it('may not go', () => {
    const rest = files.filter(file => file.path !== path)
    expect(checkSchemas(rest, published)).toEqual([`${path} was published and is gone`])
  })

  it('must be accepted when they are new', () => {
    const { [path]: _, ...others } = published
    expect(checkSchemas(files, others)).toEqual([
      `${path} is not in fingerprints.json: run npm run schemas:accept -w packages/event`,
    ])
    expect(acceptSchemas(files, others)).toEqual(published)
  })
})

describe('a new version', () => {
  it('may add an optional field, rename with an alias and widen a number', () => {
    const added =
      '{ "name": "gift", "type": ["null", "boolean"], "default": null, "sensitivity": 1, "doc": "As a gift." },\n'
    expect(checkSchemas(...evolved(['    { "name": "room"', `${added}    { "name": "room"`]))).toEqual([])
    expect(
      checkSchemas(
        ...evolved(['"name": "room"', '"name": "live_room_id"'], ['["room_id", "live_room"', '["room", "live_room"']),
      ),
    ).toEqual([])
    const all = fixtureSchemas.filter(file => file.path.startsWith('crate'))
    expect(checkSchemas(all, acceptSchemas(all, {})).filter(fault => fault.includes('cannot read'))).toEqual([])
  })

  it.each<[string, string, string, RegExp]>([
    [
      'change a type',
      amount,
      '"name": "amount", "type": ["null", "boolean"], "default": null',
      /cannot read what .*order\.paid\.v1/,
    ],
    ['require what was optional', amount, '"name": "amount", "type": "string"', /cannot read what .*order\.paid\.v1/],
    ['require something new', amount, '"name": "sum", "type": "string"', /cannot read what .*order\.paid\.v1/],
  ])('may not %s', (_, from, to, fault) => {
    expect(checkSchemas(...evolved([from, to])).join('\n')).toMatch(fault)
  })

  it('must read every older one and follow without a gap', () => {
    const field = (type: unknown) => [{ name: 'f', type, default: null, sensitivity: 1, doc: 'A field.' }]
    const version = (n: number, type: unknown): SchemaFile => ({
      path: `part.v${n}.avsc`,
      text: JSON.stringify({
        type: 'record',
        name: 'Part',
        namespace: `v${n}`,
        doc: 'x',
        fields: type ? field(type) : [],
      }),
    })
    const all = [version(1, ['null', 'string']), version(2, undefined), version(4, ['null', 'long'])]
    expect(checkSchemas(all, acceptSchemas(all, {}))).toEqual([
      'part.v4.avsc comes without version 3 before it',
      expect.stringMatching(/^part\.v4\.avsc cannot read what part\.v1\.avsc wrote/),
    ])
  })
})

describe('the rules', () => {
  it.each<[string, string, string, RegExp]>([
    ['a doc', '"doc": "The order."', '"doc": ""', /order_id has no doc/],
    ['a sensitivity', '"sensitivity": 2, "column": "order_id"', '"column": "order_id"', /order_id has no sensitivity/],
    [
      'sealed fields that are optional',
      '"sensitivity": 2, "column": "order_id"',
      '"sensitivity": 3, "column": "order_id"',
      /order_id is sealed/,
    ],
    ['one field a column', '"column": "order_id"', '"column": "amount"', /two fields feed amount/],
    ['known columns', '"column": "order_id"', '"column": "order"', /feeds order, which is no column/],
    ['one field an alias', '"order_number"', '"total"', /total stands for two fields/],
    ['usable names', '"name": "order_id"', '"name": "constructor"', /constructor has a name that cannot be used/],
    ['a domain', '"domain": "order"', '"domain": "money"', /has no domain/],
    [
      'units of decimals',
      '"format": "decimal", "unit": "currency", "column": "amount"',
      '"format": "decimal", "column": "amount"',
      /amount is a number without a unit/,
    ],
    ['a currency beside money', '"name": "currency"', '"name": "coin"', /has money without a currency/],
    ['properties', '"name": "properties"', '"name": "rest"', /does not end with properties/],
    [
      'a doc of the record',
      original.text.match(/"doc": "An order was paid[^"]*"/)?.[0] as string,
      '"doc": ""',
      /v1\.avsc has no doc/,
    ],
    ['a schema', '"type": "record"', '"type": "recor"', /No type is called recor/],
  ])('ask for %s', (_, from, to, fault) => {
    expect(checkSchemas(changed(from, to), published).join('\n')).toMatch(fault)
  })
})
