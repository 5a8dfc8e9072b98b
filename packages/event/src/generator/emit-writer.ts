import type { AvroField, AvroType, RecordType } from '../avro/schema.ts'
import { optionalOf, shortName, signature } from './emit-types.ts'

/** Personal and sensitive values travel sealed, never in clear: whatever the field holds, null is written. */
const isSealed = (field: AvroField): boolean => Number(field.json.sensitivity) >= 3

/** Emits functions that write a value of a schema. */
export const createWriterEmitter = (): {
  /** Name of the function that writes the record. */
  writer(type: RecordType): string
  functions(): string[]
} => {
  const writers = new Map<string, string>()
  const texts: string[] = []

  const element = (type: AvroType): string =>
    type.kind === 'record' ? writer(type) : `(to, value) => { ${statement(type, 'value')} }`

  const statement = (type: AvroType, value: string): string => {
    switch (type.kind) {
      case 'int':
      case 'long':
      case 'double':
      case 'boolean':
      case 'string':
        return `to.${type.kind}(${value})`
      case 'bytes':
        return `to.view(${value})`
      case 'fixed':
        return `to.fixed(${value}, ${type.size})`
      case 'enum':
        return `to.symbol(${shortName(type.name)}, ${value})`
      case 'array':
        return `to.array(${value}, ${element(type.items)})`
      case 'map':
        return `to.map(${value})`
      case 'record':
        return `${writer(type)}(to, ${value})`
      case 'union': {
        const some = optionalOf(type) as AvroType
        if (some.kind === 'string') return `to.optionalString(${value})`
        return `if (${value} === null || ${value} === undefined) to.none()\n  else {\n    to.some()\n    ${statement(some, value)}\n  }`
      }
      default:
        throw new Error(`${type.kind} is not used here`)
    }
  }

  const writer = (type: RecordType): string => {
    const name = `write${shortName(type.name)}`
    const form = signature(type)
    const known = writers.get(name)
    if (known === form) return name
    if (known !== undefined) throw new Error(`Two different records are called ${shortName(type.name)}`)
    writers.set(name, form)
    const lines = type.fields.map(field => {
      if (isSealed(field)) return `  to.none() // ${field.name} is sealed\n`
      const given = `value.${field.name}`
      const value =
        'default' in field && field.type.kind !== 'union' ? `${given} ?? ${JSON.stringify(field.default)}` : given
      return `  ${statement(field.type, field.type.kind === 'bytes' ? given : value)}\n`
    })
    texts.push(`const ${name} = (to: Writer, value: ${shortName(type.name)}): void => {\n${lines.join('')}}\n`)
    return name
  }
  return { writer, functions: () => texts }
}
