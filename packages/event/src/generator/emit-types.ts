import type { AvroField, AvroType, RecordType } from '../avro/schema.ts'

export const shortName = (name: string): string => name.slice(name.lastIndexOf('.') + 1)

/** The type a union of null and one other type is about; undefined for anything else. Other unions are not used here. */
export const optionalOf = (type: AvroType): AvroType | undefined => {
  if (type.kind !== 'union') return undefined
  const [first, second, ...more] = type.branches
  if (first?.kind !== 'null' || second === undefined || more.length > 0)
    throw new Error('Only unions of null and one type')
  return second
}

/** TypeScript expression of a type, as it is in memory. */
export const typeExpression = (type: AvroType): string => {
  switch (type.kind) {
    case 'null':
    case 'boolean':
    case 'string':
      return type.kind
    case 'int':
    case 'long':
    case 'float':
    case 'double':
      return 'number'
    case 'bytes':
    case 'fixed':
      return 'Uint8Array'
    case 'array':
      return `${typeExpression(type.items)}[]`
    case 'map':
      return 'Record<string, string>'
    case 'union':
      return `${typeExpression(optionalOf(type) as AvroType)} | null`
    case 'record':
    case 'enum':
      return shortName(type.name)
  }
}

/** What makes two types one for the generator: canonical form without namespaces, and what that form leaves out. */
export const signature = (type: AvroType): string => {
  switch (type.kind) {
    case 'record': {
      const fields = type.fields.map(
        field =>
          `${field.name} ${field.aliases} ${JSON.stringify(field.default)} ${field.json.sensitivity} ${signature(field.type)}`,
      )
      return `${shortName(type.name)}{${fields.join(';')}}`
    }
    case 'enum':
      return `${shortName(type.name)}(${type.symbols})`
    case 'fixed':
      return `fixed ${type.size}`
    case 'array':
      return `[${signature(type.items)}]`
    case 'map':
      return `<${signature(type.values)}>`
    case 'union':
      return type.branches.map(signature).join('|')
    default:
      return type.kind
  }
}

const comment = (text: string): string => (text === '' ? '' : `/** ${text.replaceAll('*/', '* /')} */\n`)

const fieldDoc = (field: AvroField): string => {
  const { doc, unit } = field.json
  return [doc, typeof unit === 'string' ? `Unit: ${unit}.` : ''].filter(Boolean).join(' ')
}

const recordType = (type: RecordType): string => {
  const fields = type.fields.map(field => {
    const doc = comment(fieldDoc(field)).replace(/^/gm, '  ').trimEnd()
    return `${doc === '' ? '' : `${doc}\n`}  ${field.name}: ${typeExpression(field.type)}\n`
  })
  return `${comment(type.doc)}export type ${shortName(type.name)} = {\n${fields.join('')}}\n`
}

/** Declarations of every record and enum a type needs, each once. `declared` holds what was declared before, by name. */
export const typeDeclarations = (type: AvroType, declared: Map<string, string>): string[] => {
  const children =
    type.kind === 'record'
      ? type.fields.map(field => field.type)
      : type.kind === 'array'
        ? [type.items]
        : type.kind === 'union'
          ? type.branches
          : []
  const before = children.flatMap(child => typeDeclarations(child, declared))
  if (type.kind !== 'record' && type.kind !== 'enum') return before
  const name = shortName(type.name)
  const text =
    type.kind === 'record'
      ? recordType(type)
      : `export const ${name} = ${JSON.stringify(type.symbols)} as const\nexport type ${name} = (typeof ${name})[number]\n`
  const known = declared.get(name)
  if (known === text) return before
  if (known !== undefined) throw new Error(`Two different types are called ${name}`)
  declared.set(name, text)
  return [...before, text]
}
