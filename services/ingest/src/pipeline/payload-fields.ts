import { type PayloadField, type PayloadSchema, payloadSchemaOf } from '@weir/event'

/** A field as one of its names finds it; a lower rank goes before a higher one. */
export interface NamedField {
  field: PayloadField
  rank: number
}

export interface PayloadShape {
  schema: PayloadSchema
  byName: ReadonlyMap<string, NamedField>
}

const shapes = new Map<PayloadSchema, PayloadShape>()

/** The schema of a type, and its fields by every name a sender may use. */
export function payloadShapeOf(type: string): PayloadShape {
  const schema = payloadSchemaOf(type)
  let shape = shapes.get(schema)
  if (!shape) {
    shape = { schema, byName: fieldsByName(schema) }
    shapes.set(schema, shape)
  }
  return shape
}

function fieldsByName({ fields }: PayloadSchema): Map<string, NamedField> {
  const byName = new Map<string, NamedField>()
  const typed = fields.filter(({ name }) => name !== 'properties')
  for (const field of typed)
    for (const [index, alias] of field.aliases.entries())
      if (!byName.has(alias)) byName.set(alias, { field, rank: index + 1 })
  // After the aliases: the name of one field may be an alias of another, and then it is that field.
  for (const field of typed) byName.set(field.name, { field, rank: 0 })
  return byName
}
