/** An Avro schema as parsed: names are full, references are the types themselves, unknown attributes stay on fields. */
export type AvroType = PrimitiveType | RecordType | EnumType | FixedType | ArrayType | MapType | UnionType

export const primitives = ['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string'] as const
export type Primitive = (typeof primitives)[number]

export interface PrimitiveType {
  kind: Primitive
  logical?: string
}
export interface RecordType {
  kind: 'record'
  name: string
  doc: string
  fields: AvroField[]
}
export interface EnumType {
  kind: 'enum'
  name: string
  symbols: readonly string[]
}
export interface FixedType {
  kind: 'fixed'
  name: string
  size: number
}
export interface ArrayType {
  kind: 'array'
  items: AvroType
}
export interface MapType {
  kind: 'map'
  values: AvroType
}
export interface UnionType {
  kind: 'union'
  branches: AvroType[]
}
export interface AvroField {
  name: string
  aliases: readonly string[]
  type: AvroType
  /** Absent when the field has no default. */
  default?: unknown
  /** The field as written, with the attributes of our own such as `sensitivity`. */
  json: JsonObject
}

export type Json = null | boolean | number | string | Json[] | JsonObject
export interface JsonObject {
  [name: string]: Json
}

const isObject = (json: Json | undefined): json is JsonObject =>
  typeof json === 'object' && json !== null && !Array.isArray(json)
const isPrimitive = (name: string): name is Primitive => (primitives as readonly string[]).includes(name)
const text = (json: Json | undefined): string => (typeof json === 'string' ? json : '')
const list = (json: Json | undefined): Json[] => (Array.isArray(json) ? json : [])

const fullName = (name: string, namespace: string): string =>
  name.includes('.') || namespace === '' ? name : `${namespace}.${name}`

/**
 * Parses one schema. Named types are found in `known` and added to it, so that files may refer to each other.
 * Throws an Error that names the schema part for anything that is no Avro.
 */
export const parseSchema = (json: Json, known: Map<string, AvroType> = new Map(), namespace = ''): AvroType => {
  if (typeof json === 'string') {
    if (isPrimitive(json)) return { kind: json }
    const found = known.get(fullName(json, namespace))
    if (found === undefined) throw new Error(`No type is called ${fullName(json, namespace)}`)
    return found
  }
  if (Array.isArray(json)) return { kind: 'union', branches: json.map(branch => parseSchema(branch, known, namespace)) }
  if (!isObject(json)) throw new Error(`${String(json)} is no schema`)
  const type = json.type
  if (type === 'array') return { kind: 'array', items: parseSchema(json.items ?? null, known, namespace) }
  if (type === 'map') return { kind: 'map', values: parseSchema(json.values ?? null, known, namespace) }
  if (type !== 'record' && type !== 'enum' && type !== 'fixed') {
    const parsed = parseSchema(type ?? null, known, namespace)
    return typeof json.logicalType === 'string' ? ({ ...parsed, logical: json.logicalType } as PrimitiveType) : parsed
  }

  const name = fullName(text(json.name), typeof json.namespace === 'string' ? json.namespace : namespace)
  if (known.has(name)) throw new Error(`Two types are called ${name}`)
  if (type === 'enum') {
    const parsed: EnumType = { kind: 'enum', name, symbols: list(json.symbols).map(text) }
    known.set(name, parsed)
    return parsed
  }
  if (type === 'fixed') {
    if (typeof json.size !== 'number') throw new Error(`${name} has no size`)
    const parsed: FixedType = { kind: 'fixed', name, size: json.size }
    known.set(name, parsed)
    return parsed
  }
  const parsed: RecordType = { kind: 'record', name, doc: text(json.doc), fields: [] }
  known.set(name, parsed) // before its fields: they may refer to it
  const inner = name.includes('.') ? name.slice(0, name.lastIndexOf('.')) : ''
  for (const field of list(json.fields)) {
    if (!isObject(field)) throw new Error(`${name} has a field that is no object`)
    parsed.fields.push({
      name: text(field.name),
      aliases: list(field.aliases).map(text),
      type: parseSchema(field.type ?? null, known, inner),
      ...('default' in field ? { default: field.default } : {}),
      json: field,
    })
  }
  return parsed
}
