import { describe, expect, it } from 'vitest'
import { canonicalForm, crc64Avro, fingerprintOf } from './fingerprint.ts'
import { type Json, parseSchema } from './schema.ts'

/** Avro's own cases: share/test/data/schema-tests.txt of apache/avro (schema, canonical form, fingerprint as signed 64 bits). */
const published: [Json, string, bigint][] = [
  ['null', '"null"', 7195948357588979594n],
  [{ type: 'null' }, '"null"', 7195948357588979594n],
  ['boolean', '"boolean"', -6970731678124411036n],
  ['int', '"int"', 8247732601305521295n],
  ['long', '"long"', -3434872931120570953n],
  ['float', '"float"', 5583340709985441680n],
  ['double', '"double"', -8181574048448539266n],
  ['bytes', '"bytes"', 5746618253357095269n],
  ['string', '"string"', -8142146995180207161n],
  [[], '[]', -1241056759729112623n],
  [['int', { type: 'boolean' }], '["int","boolean"]', 5392556393470105090n],
  [
    { fields: [], type: 'record', name: 'a.b.foo', namespace: 'x.y', doc: 'Useful info', aliases: ['foo', 'bar'] },
    '{"name":"a.b.foo","type":"record","fields":[]}',
    -4616218487480524110n,
  ],
  [
    {
      fields: [
        { type: 'boolean', aliases: [], name: 'f1', default: 'true' },
        { order: 'descending', name: 'f2', doc: 'Hello', type: 'int' },
      ],
      type: 'record',
      name: 'foo',
    },
    '{"name":"foo","type":"record","fields":[{"name":"f1","type":"boolean"},{"name":"f2","type":"int"}]}',
    -4860222112080293046n,
  ],
  [
    { namespace: 'x.y.z', type: 'enum', name: 'foo', doc: 'foo bar', symbols: ['A1', 'A2'] },
    '{"name":"x.y.z.foo","type":"enum","symbols":["A1","A2"]}',
    -4448647247586288245n,
  ],
  [
    { namespace: 'x.y.z', type: 'fixed', name: 'foo', doc: 'foo bar', size: 32 },
    '{"name":"x.y.z.foo","type":"fixed","size":32}',
    -3064184465700546786n,
  ],
  [{ items: { type: 'null' }, type: 'array' }, '{"type":"array","items":"null"}', -589620603366471059n],
  [{ values: 'string', type: 'map' }, '{"type":"map","values":"string"}', -8732877298790414990n],
  [
    { name: 'PigValue', type: 'record', fields: [{ name: 'value', type: ['null', 'int', 'long', 'PigValue'] }] },
    '{"name":"PigValue","type":"record","fields":[{"name":"value","type":["null","int","long","PigValue"]}]}',
    -1759257747318642341n,
  ],
]

describe('fingerprints', () => {
  it.each(published)('of %j are those Avro publishes', (json, canonical, fingerprint) => {
    const type = parseSchema(json)
    expect(canonicalForm(type)).toBe(canonical)
    expect(BigInt.asIntN(64, crc64Avro(Buffer.from(canonical)))).toBe(fingerprint)
    expect(Buffer.from(fingerprintOf(type)).readBigInt64LE()).toBe(fingerprint)
  })

  it('leave out logical types', () => {
    const date: Json = { type: 'long', logicalType: 'timestamp-millis' }
    expect(fingerprintOf(parseSchema(date))).toEqual(fingerprintOf(parseSchema('long')))
  })
})

describe('parsing', () => {
  it.each<[Json, RegExp]>([
    ['x.Unknown', /No type is called x.Unknown/],
    [5, /5 is no schema/],
    [{ type: 'fixed', name: 'f' }, /f has no size/],
    [
      [
        { type: 'fixed', name: 'f', size: 1 },
        { type: 'enum', name: 'f', symbols: [] },
      ],
      /Two types are called f/,
    ],
    [{ type: 'record', name: 'r', fields: ['a'] }, /r has a field that is no object/],
  ])('refuses %j', (json, message) => {
    expect(() => parseSchema(json)).toThrow(message)
  })
})
