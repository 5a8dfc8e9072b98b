import type { AvroField, AvroType, RecordType } from '../avro/schema.ts'
import { optionalOf, shortName, signature, typeExpression } from './emit-types.ts'

/** Fewest bytes a value of the type takes: what bounds the count of an array before it is read. */
export const leastBytes = (type: AvroType): number => {
  switch (type.kind) {
    case 'null':
      return 0
    case 'float':
      return 4
    case 'double':
      return 8
    case 'fixed':
      return type.size
    case 'record':
      return type.fields.reduce((sum, field) => sum + leastBytes(field.type), 0)
    default:
      return 1
  }
}

const incompatible = (path: string, why: string): Error => new Error(`${path} cannot be read: ${why}`)

const fieldFor = (wanted: AvroField, written: RecordType): AvroField | undefined =>
  [wanted.name, ...wanted.aliases]
    .map(name => written.fields.find(field => field.name === name))
    .find(field => field !== undefined)

const defaultExpression = (field: AvroField): string => {
  if (field.type.kind === 'bytes' || field.type.kind === 'fixed') return 'new Uint8Array(0)'
  return JSON.stringify(field.default)
}

/**
 * Emits functions that read what was written with one schema in the shape of another: Avro's schema resolution, worked out
 * here once instead of at run time. A wanted shape with fewer fields is a projection: the rest is skipped, not built.
 */
export const createReaderEmitter = (): {
  /** Expression that reads a value written as `written` in the shape `wanted`. Throws an Error where Avro forbids it. */
  expression(written: AvroType, wanted: AvroType, path: string): string
  /** Text of the functions emitted so far. */
  functions(): string[]
} => {
  const readers = new Map<string, string>()
  const skippers = new Map<string, string>()
  const texts: string[] = []
  const named = (stem: string, taken: Map<string, string>): string => {
    const names = new Set(taken.values())
    let name = stem
    for (let i = 2; names.has(name); i++) name = `${stem}${i}`
    return name
  }

  const skip = (type: AvroType): string => {
    switch (type.kind) {
      case 'null':
        return ''
      case 'string':
      case 'bytes':
        return 'from.skipBytes()'
      case 'int':
      case 'long':
      case 'enum':
        return 'from.skipLong()'
      case 'boolean':
        return 'from.skipFixed(1)'
      case 'double':
      case 'float':
      case 'fixed':
        return `from.skipFixed(${leastBytes(type)})`
      case 'union':
        return `if (from.some()) ${skip(optionalOf(type) as AvroType)}`
      case 'array':
        return `from.skipArray(${leastBytes(type.items)}, ${lambda(type.items)})`
      case 'map':
        return 'from.skipArray(2, from => { from.skipBytes(); from.skipBytes() })'
      case 'record':
        return `${skipper(type)}(from)`
    }
  }
  const lambda = (type: AvroType): string => (type.kind === 'record' ? skipper(type) : `from => { ${skip(type)} }`)
  const skipper = (type: RecordType): string => {
    const key = signature(type)
    const known = skippers.get(key)
    if (known !== undefined) return known
    const name = named(`skip${shortName(type.name)}`, skippers)
    skippers.set(key, name)
    const lines = type.fields.map(field => `  ${skip(field.type)}\n`)
    texts.push(`const ${name} = (from: Reader): void => {\n${lines.join('')}}\n`)
    return name
  }

  const reader = (written: RecordType, wanted: RecordType, path: string): string => {
    const key = `${signature(written)} ${signature(wanted)}`
    const known = readers.get(key)
    if (known !== undefined) return known
    const name = named(`read${shortName(wanted.name)}`, readers)
    readers.set(key, name)
    const sources = new Map<AvroField, AvroField>()
    const missing: string[] = []
    for (const field of wanted.fields) {
      const source = fieldFor(field, written)
      if (source !== undefined) sources.set(source, field)
      else if ('default' in field) missing.push(`    ${field.name}: ${defaultExpression(field)},\n`)
      else throw incompatible(`${path}.${field.name}`, 'it was not written and has no default')
    }
    const read = (field: AvroField, target: AvroField) => expression(field.type, target.type, `${path}.${target.name}`)
    const inOrder = written.fields.every((field, i) => sources.get(field) === wanted.fields[i] && sources.has(field))
    const head = `const ${name} = (from: Reader): ${typeExpression(wanted)} =>`
    if (inOrder && missing.length === 0) {
      const lines = written.fields.map(field => `  ${field.name}: ${read(field, sources.get(field) as AvroField)},\n`)
      texts.push(`${head} ({\n${lines.join('')}})\n`)
      return name
    }
    const lines = written.fields.map(field => {
      const target = sources.get(field)
      return target === undefined ? `  ${skip(field.type)}\n` : `  const $${target.name} = ${read(field, target)}\n`
    })
    const values = wanted.fields.map(
      field => missing.find(line => line.startsWith(`    ${field.name}:`)) ?? `    ${field.name}: $${field.name},\n`,
    )
    texts.push(`${head} {\n${lines.join('')}  return {\n${values.join('')}  }\n}\n`)
    return name
  }

  const expression = (written: AvroType, wanted: AvroType, path: string): string => {
    if (wanted.kind === 'union') {
      const some = optionalOf(wanted) as AvroType
      if (written.kind !== 'union') return expression(written, some, path)
      return `from.some() ? ${expression(optionalOf(written) as AvroType, some, path)} : null`
    }
    switch (written.kind) {
      case 'int':
      case 'long':
        if (wanted.kind === written.kind || wanted.kind === 'double') return `from.${written.kind}()`
        if (wanted.kind === 'long') return 'from.int()'
        break
      case 'boolean':
      case 'double':
      case 'string':
        if (wanted.kind === written.kind) return `from.${written.kind}()`
        break
      case 'bytes':
        if (wanted.kind === 'bytes') return 'from.view()'
        break
      case 'fixed':
        if (wanted.kind === 'fixed' && wanted.size === written.size) return `from.fixed(${written.size})`
        break
      case 'map':
        if (wanted.kind === 'map' && written.values.kind === 'string' && wanted.values.kind === 'string')
          return 'from.map()'
        break
      case 'enum': {
        if (wanted.kind !== 'enum') break
        const lost = written.symbols.filter(symbol => !wanted.symbols.includes(symbol))
        if (lost.length > 0) throw incompatible(path, `the symbol ${lost.join(', ')} is gone`)
        if (written.symbols.join() === wanted.symbols.join()) return `from.symbol(${shortName(wanted.name)})`
        return `from.symbol(${JSON.stringify(written.symbols)} as const)`
      }
      case 'array': {
        if (wanted.kind !== 'array') break
        const element =
          written.items.kind === 'record' && wanted.items.kind === 'record'
            ? reader(written.items, wanted.items, `${path}[]`)
            : `from => ${expression(written.items, wanted.items, `${path}[]`)}`
        return `from.array(${leastBytes(written.items)}, ${element})`
      }
      case 'record':
        if (wanted.kind === 'record') return `${reader(written, wanted, path)}(from)`
    }
    throw incompatible(path, `it was written as ${written.kind} and is ${wanted.kind} now`)
  }
  return { expression, functions: () => texts }
}
