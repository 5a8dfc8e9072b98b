import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import avro from 'avsc'
import { describe, expect, it } from 'vitest'
import { Reader } from '../avro/reader.ts'
import { createRegistry } from '../payload-schemas.ts'
import { plain } from '../testing/arbitraries.ts'
import { readPublishedSchemas } from '../testing/published-schemas.ts'
import { crateBatch, crateIdReaders } from './fixture/generated/batches.ts'
import { payloadCodecs } from './fixture/generated/payloads.ts'
import { schemaFiles } from './fixture/generated/schemas.ts'
import { fixtureProjections, fixtureSchemas } from './fixture/schemas.ts'
import { type GeneratedFile, generate, projections } from './generate.ts'
import type { SchemaFile } from './schema-files.ts'

const committed = (folder: string, { name }: GeneratedFile): string =>
  readFileSync(fileURLToPath(new URL(`../${folder}/${name}`, import.meta.url)), 'utf8')

describe('generated code', () => {
  it.each(generate(readPublishedSchemas(), projections))('is current: $name', file => {
    expect(committed('generated', file) === file.text, 'run npm run generate -w packages/event').toBe(true)
  })

  it.each(generate(fixtureSchemas, fixtureProjections, '../../..'))('of the fixture is current: $name', file => {
    expect(committed('generator/fixture/generated', file) === file.text, 'run npm run generate -w packages/event').toBe(
      true,
    )
  })
})

const fixture = (path: string): avro.Type => {
  const schema = schemaFiles[path]?.schema as unknown as avro.Schema
  return avro.Type.forSchema(schema)
}

describe('an older version', () => {
  const registry = createRegistry(payloadCodecs, schemaFiles)
  const old = fixture('stock/shelf.filled.v1.avsc')
  const current = fixture('stock/shelf.filled.v2.avsc')
  const oldSchema = registry.ofFingerprint(
    Uint8Array.from(Buffer.from(schemaFiles['stock/shelf.filled.v1.avsc']?.fingerprint as string, 'hex')),
  )
  const payload = {
    gone_text: 'gone',
    label: 'tea',
    gone_lines: [{ sku: 'a' }, { sku: 'b' }],
    count: 5,
    gone_double: 1.5,
    weight: 7,
    gone_list: [1, -(2 ** 40)],
    state: 'empty',
    gone_flag: true,
    moved: false,
    gone_hash: Buffer.alloc(16, 1),
    note: null,
    properties: '{"a":1}',
  }

  it('of a payload is read in the newest shape, as avsc resolves it', () => {
    const bytes = old.toBuffer(payload)
    const read = oldSchema?.decode(new Uint8Array(bytes))
    expect(read).toEqual({
      moved: false,
      count: 5,
      weight: 7,
      state: 'empty',
      name: 'tea',
      note: null,
      added: null,
      level: 7,
      tags: ['new'],
      properties: '{"a":1}',
    })
    expect(read).toEqual(plain(current.fromBuffer(bytes, current.createResolver(old))))
  })

  it('of a payload says which it is, describes the newest and is not written', () => {
    expect(oldSchema).toMatchObject({ type: 'shelf.filled', version: 1 })
    expect(oldSchema?.fields.map(({ name }) => name)).toContain('added')
    expect(() => oldSchema?.encode({})).toThrow(/only read/)
    expect(registry.ofType('shelf.filled')?.version).toBe(2)
    expect(registry.types).toEqual(['shelf.filled'])
  })

  it('of a batch is read whole and in part', () => {
    const v1 = schemaFiles['crate_batch.v1.avsc']?.fingerprint as string
    const events = [
      { gone: Buffer.from([1, 2]), id: 'a', weight: 3 },
      { gone: Buffer.from([]), id: 'b', weight: -4 },
    ]
    const bytes = new Uint8Array(fixture('crate_batch.v1.avsc').toBuffer({ events }))
    expect(crateBatch.readers[v1]?.(new Reader(bytes))).toEqual({
      events: [
        { weight: 3, id: 'a', label: new Uint8Array(0) },
        { weight: -4, id: 'b', label: new Uint8Array(0) },
      ],
    })
    expect(crateIdReaders[v1]?.(new Reader(bytes))).toEqual({ events: [{ id: 'a' }, { id: 'b' }] })
  })
})

describe('the generator', () => {
  const shelf = (path: string, fields: object[], more: object = {}): SchemaFile => ({
    path,
    text: JSON.stringify({ type: 'record', name: 'R', event: 'a.b', version: 1, doc: 'x', fields, ...more }),
  })
  const two = (before: unknown, after: unknown) => () =>
    generate(
      [
        shelf('a.b.v1.avsc', [{ name: 'f', type: before }]),
        shelf('a.b.v2.avsc', [{ name: 'f', type: after }], { version: 2 }),
      ],
      [],
    )
  const symbols = (...names: string[]) => ({ type: 'enum', name: 'E', symbols: names })

  it.each<[string, () => unknown, RegExp]>([
    ['a name without a version', () => generate([shelf('a.b.avsc', [])], []), /not named <name>\.v<version>\.avsc/],
    ['a version that is not its own', () => generate([shelf('a.b.v2.avsc', [])], []), /says it is version 1/],
    ['an event that is not its own', () => generate([shelf('a.c.v1.avsc', [])], []), /says it is a\.b/],
    [
      'a schema that is no record',
      () => generate([{ path: 'x.v1.avsc', text: '{"type":"string"}' }], []),
      /x\.v1\.avsc is no record/,
    ],
    [
      'an envelope that names nothing',
      () => generate([{ path: 'x.v1.avsc', text: '{"type":"y"}' }], []),
      /x\.v1\.avsc: No type is called y/,
    ],
    [
      'unions of two types',
      () => generate([shelf('a.b.v1.avsc', [{ name: 'f', type: ['int', 'string'] }])], []),
      /Only unions of null/,
    ],
    ['a type that narrows', two('long', 'int'), /a\.b\.f cannot be read: it was written as long and is int now/],
    ['a type that changes', two('string', 'boolean'), /written as string and is boolean/],
    ['an option that becomes required', two(['null', 'int'], 'int'), /written as union and is int/],
    ['a symbol that goes', two(symbols('a', 'b'), symbols('a')), /the symbol b is gone/],
    [
      'a new field without a default',
      () =>
        generate([shelf('a.b.v1.avsc', []), shelf('a.b.v2.avsc', [{ name: 'f', type: 'int' }], { version: 2 })], []),
      /a\.b\.f cannot be read: it was not written and has no default/,
    ],
    [
      'a projection of nothing',
      () => generate(fixtureSchemas, [{ name: 'X', of: 'crate_batch', fields: ['y'] }]),
      /has no y/,
    ],
  ])('refuses %s', (_, run, message) => {
    expect(run).toThrow(message)
  })
})
