import { decimalShape, isDecimal } from './decimal.ts'
import { propertiesField } from './payload-fields.ts'
import type { Fault, Payload, PayloadField } from './payload-schema.ts'

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isWhole = (value: unknown, limit: number): boolean =>
  Number.isInteger(value) && (value as number) >= -limit && (value as number) <= limit
/** The widest time a JavaScript date holds. */
const lastMs = 8.64e15

const wordsFor = (field: PayloadField): string => {
  switch (field.kind) {
    case 'string':
      return field.symbols
        ? `one of ${field.symbols.join(', ')}`
        : field.format === 'json'
          ? 'text or an object'
          : 'text'
    case 'int':
      return 'a whole number from -2147483648 to 2147483647'
    case 'long':
      return 'a whole number from -9007199254740991 to 9007199254740991'
    case 'double':
      return 'a finite number'
    case 'boolean':
      return 'true or false'
    case 'decimal':
      return decimalShape
    case 'time':
      return 'a time in Unix milliseconds'
    case 'strings':
      return 'a list of texts'
    case 'items':
      return 'a list of objects {sku, category, quantity, price, discount}'
    case 'person':
      return 'a person {type, scope, hash, usable}'
  }
}

/** `field_type` when the value is of another JSON type, `field_value` when only the value is wrong, undefined when it fits. */
const faultOf = (field: PayloadField, value: unknown): Fault['code'] | undefined => {
  switch (field.kind) {
    case 'string':
      if (typeof value !== 'string') return field.format === 'json' && isRecord(value) ? undefined : 'field_type'
      return field.symbols === undefined || field.symbols.includes(value) ? undefined : 'field_value'
    case 'int':
      return typeof value !== 'number'
        ? 'field_type'
        : isWhole(value, 2 ** 31 - 1) || value === -(2 ** 31)
          ? undefined
          : 'field_value'
    case 'long':
      return typeof value !== 'number' ? 'field_type' : Number.isSafeInteger(value) ? undefined : 'field_value'
    case 'double':
      return typeof value !== 'number' ? 'field_type' : Number.isFinite(value) ? undefined : 'field_value'
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'field_type'
    case 'decimal':
      return typeof value !== 'string' ? 'field_type' : isDecimal(value) ? undefined : 'field_value'
    case 'time':
      return typeof value !== 'number' ? 'field_type' : isWhole(value, lastMs) ? undefined : 'field_value'
    case 'strings':
    case 'items':
      return Array.isArray(value) ? undefined : 'field_type'
    case 'person':
      return isRecord(value) ? undefined : 'field_type'
  }
}

const checkPerson = (person: Record<string, unknown>, path: string, faults: Fault[]): void => {
  const { type, scope, hash, usable } = person
  const text = (field: string): Fault => ({ field: `${path}.${field}`, code: 'field_type', expected: 'text' })
  if (typeof type !== 'string') faults.push(text('type'))
  if (scope !== undefined && typeof scope !== 'string') faults.push(text('scope'))
  if (!(hash instanceof Uint8Array) || hash.length !== 16) {
    faults.push({ field: `${path}.hash`, code: 'field_type', expected: '16 bytes' })
  }
  if (typeof usable !== 'boolean')
    faults.push({ field: `${path}.usable`, code: 'field_type', expected: 'true or false' })
}

const checkField = (field: PayloadField, value: unknown, path: string, faults: Fault[]): void => {
  if (value === undefined || value === null) {
    if (field.required) faults.push({ field: path, code: 'field_missing', expected: wordsFor(field) })
    return
  }
  const code = faultOf(field, value)
  if (code !== undefined) faults.push({ field: path, code, expected: wordsFor(field) })
  else if (field.kind === 'person') checkPerson(value as Record<string, unknown>, path, faults)
  else if (field.kind === 'strings') {
    for (const [i, entry] of (value as unknown[]).entries()) {
      if (typeof entry !== 'string') faults.push({ field: `${path}[${i}]`, code: 'field_type', expected: 'text' })
    }
  } else if (field.kind === 'items') {
    for (const [i, item] of (value as unknown[]).entries()) {
      if (isRecord(item)) checkFields(field.fields ?? [], item, `${path}[${i}].`, faults)
      else faults.push({ field: `${path}[${i}]`, code: 'field_type', expected: 'an object' })
    }
  }
}

const checkFields = (
  fields: readonly PayloadField[],
  value: Record<string, unknown>,
  prefix: string,
  faults: Fault[],
) => {
  for (const field of fields) {
    // Own values only: a field must not be found on the prototype.
    checkField(
      field,
      Object.hasOwn(value, field.name) ? value[field.name] : undefined,
      `${prefix}${field.name}`,
      faults,
    )
  }
}

/** Every fault of a payload against the fields of its schema, in their order, unknown fields last. */
export const checkPayload = (type: string, fields: readonly PayloadField[]): ((payload: Payload) => Fault[]) => {
  const names = new Set([...fields.map(field => field.name), propertiesField])
  return payload => {
    const faults: Fault[] = []
    checkFields(fields, payload, '', faults)
    const properties = payload[propertiesField]
    if (properties !== undefined && typeof properties !== 'string') {
      faults.push({ field: propertiesField, code: 'field_type', expected: 'JSON text' })
    }
    for (const name of Object.keys(payload)) {
      if (names.has(name) || payload[name] === undefined) continue
      // Written, it would be lost without a word.
      faults.push({
        field: name,
        code: 'field_unknown',
        expected: `a field of ${type}; free-form values go into properties`,
      })
    }
    return faults
  }
}
