import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseMetrics } from './parse.ts'
import { matchesType } from './predicate.ts'

const schemas = new URL('../../../schemas/', import.meta.url)
const metrics = parseMetrics(
  readdirSync(new URL('metrics/', schemas))
    .filter(name => name.endsWith('.yaml'))
    .map(name => ({ name, text: readFileSync(new URL(`metrics/${name}`, schemas), 'utf8') })),
)

interface AvroField {
  name: string
  column?: string
  sensitivity?: number
}

/** Every event type with the fields it has. */
const eventFields = new Map<string, AvroField[]>(
  ['platform', 'crm', 'social'].flatMap(folder =>
    readdirSync(new URL(`avro/${folder}/`, schemas)).flatMap((name): [string, AvroField[]][] => {
      const schema = JSON.parse(readFileSync(new URL(`avro/${folder}/${name}`, schemas), 'utf8'))
      return schema.event === 'custom' ? [] : [[schema.event as string, schema.fields as AvroField[]]]
    }),
  ),
)
const pseudoTypes = new Map([
  ['event.rejected', [{ name: 'status', column: 'status' }]],
  ['event.quarantined', [{ name: 'status', column: 'status' }]],
])
const known = new Map<string, AvroField[]>([...eventFields, ...pseudoTypes])

describe('shipped metrics', () => {
  it('are there', () => {
    expect(metrics.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['payment_success_rate', 'online_users', 'gmv', 'paid_gmv', 'cart_adds', 'server_load']),
    )
  })

  it('count only types that exist', () => {
    for (const { name, operands } of metrics)
      for (const { where } of operands)
        for (const pattern of where.types) {
          if ('prefix' in pattern && pattern.prefix === 'custom.') continue
          const found = [...known.keys()].some(type => matchesType([pattern], type))
          expect(found, `${name}: ${JSON.stringify(pattern)}`).toBe(true)
        }
  })

  it('read only fields that some counted type has, and none that is sealed', () => {
    const free = ['type', 'source']
    for (const { name, operands, dimensionPaths } of metrics) {
      const counted = [...known].filter(([type]) => operands.some(({ where }) => matchesType(where.types, type)))
      const paths = operands.flatMap(({ where, value }) => [
        ...where.fields.map(({ path }) => path),
        ...(value === undefined ? [] : [value]),
      ])
      for (const path of [...paths, ...dimensionPaths]) {
        if (free.includes(path)) continue
        const fields = counted.flatMap(([, fields]) =>
          fields.filter(field =>
            path.startsWith('properties.')
              ? `properties.${field.name}` === path && field.column === undefined
              : field.column === path,
          ),
        )
        expect(fields.length, `${name}: ${path}`).toBeGreaterThan(0)
        for (const field of fields) expect(field.sensitivity ?? 1, `${name}: ${path}`).toBeLessThanOrEqual(2)
      }
    }
  })

  it('speak both languages', () => {
    const chinese = /\p{Script=Han}/u
    for (const { name, title, definition, includes, excludes } of metrics)
      for (const text of [title, definition, includes, excludes]) {
        expect(text.zh, name).toMatch(chinese)
        expect(text.en, name).not.toMatch(chinese)
      }
  })
})
