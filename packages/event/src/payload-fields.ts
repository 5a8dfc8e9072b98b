import { type AvroType, type JsonObject, parseSchema, type RecordType } from './avro/schema.ts'
import type { FieldKind, PayloadField, Sensitivity } from './payload-schema.ts'

/** JSON text of the free-form rest: part of every payload, described by none of its fields. */
export const propertiesField = 'properties'

const some = (type: AvroType): AvroType =>
  type.kind === 'union' ? (type.branches.find(branch => branch.kind !== 'null') ?? type) : type

const kindOf = (type: AvroType, format: unknown): FieldKind | undefined => {
  switch (type.kind) {
    case 'string':
      return format === 'decimal' ? 'decimal' : 'string'
    case 'long':
      return type.logical === 'timestamp-millis' ? 'time' : 'long'
    case 'int':
    case 'double':
    case 'boolean':
      return type.kind
    case 'enum':
      return 'string'
    case 'array':
      return type.items.kind === 'record' ? 'items' : 'strings'
    case 'record':
      return 'person'
    default:
      return undefined
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

const fieldsOf = (record: RecordType): PayloadField[] =>
  record.fields
    .filter(field => field.name !== propertiesField)
    .map(field => {
      const { doc, sensitivity, unit, column, format } = field.json
      const type = some(field.type)
      const kind = kindOf(type, format)
      if (kind === undefined) throw new Error(`${record.name}.${field.name} is of no kind a payload may have`)
      return {
        name: field.name,
        doc: text(doc),
        kind,
        required: field.type.kind !== 'union',
        sensitivity: sensitivity as Sensitivity,
        aliases: field.aliases,
        ...(typeof unit === 'string' ? { unit } : {}),
        ...(typeof column === 'string' ? { column } : {}),
        ...(format === 'json' ? { format } : {}),
        ...(type.kind === 'enum' ? { symbols: type.symbols } : {}),
        ...(kind === 'items' && type.kind === 'array' ? { fields: fieldsOf(type.items as RecordType) } : {}),
      }
    })

/** The fields of a payload schema as ingest, processor and documentation need them. */
export const payloadFields = (schema: JsonObject): readonly PayloadField[] => {
  const record = parseSchema(schema)
  if (record.kind !== 'record') throw new Error('A payload schema is a record')
  return fieldsOf(record)
}
