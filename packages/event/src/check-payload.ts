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

const add = (faults: Fault[], field: string, code: Fault['code'], expected: string) => {
  faults.push({ field, code, expected })
}

const checkPerson = (person: Record<string, unknown>, path: string, faults: Fault[]): void => {
  const { type, scope, hash, usable } = person
  if (typeof type !== 'string') add(faults, `${path}.type`, 'field_type', 'text')
  if (scope !== undefined && typeof scope !== 'string') add(faults, `${path}.scope`, 'field_type', 'text')
  if (!(hash instanceof Uint8Array) || hash.length !== 16) add(faults, `${path}.hash`, 'field_type', '16 bytes')
  if (typeof usable !== 'boolean') add(faults, `${path}.usable`, 'field_type', 'true or false')
}

const checkTexts = (texts: readonly unknown[], path: string, faults: Fault[]): void => {
  for (let i = 0; i < texts.length; i++) {
    if (typeof texts[i] !== 'string') add(faults, `${path}[${i}]`, 'field_type', 'text')
  }
}

const checkItems = (
  fields: readonly PayloadField[],
  items: readonly unknown[],
  path: string,
  faults: Fault[],
): void => {
  for (let i = 0; i < items.length; i++) {
    const item = items[i]
    if (!isRecord(item)) add(faults, `${path}[${i}]`, 'field_type', 'an object')
    else if (checkFields(fields, item, faults, path, i) !== Object.keys(item).length) {
      checkNames(new Set(fields.map(field => field.name)), item, `${path}[${i}].`, 'an item', faults)
    }
  }
}

/** Paths are put together only for faults: most events have none. Returns how many of the fields are there. */
const checkFields = (
  fields: readonly PayloadField[],
  value: Record<string, unknown>,
  faults: Fault[],
  list?: string,
  index?: number,
): number => {
  let present = 0
  for (const field of fields) {
    const given = value[field.name]
    if (given !== undefined) present++
    const isAbsent = given === undefined || given === null
    if (isAbsent && !field.required) continue
    const code = isAbsent ? 'field_missing' : faultOf(field, given)
    if (code === undefined && field.kind !== 'person' && field.kind !== 'strings' && field.kind !== 'items') continue
    const path = list === undefined ? field.name : `${list}[${index}].${field.name}`
    if (code !== undefined) add(faults, path, code, wordsFor(field))
    else if (field.kind === 'person') checkPerson(given as Record<string, unknown>, path, faults)
    else if (field.kind === 'strings') checkTexts(given as unknown[], path, faults)
    else checkItems(field.fields ?? [], given as unknown[], path, faults)
  }
  return present
}

/** Written, an unknown field would be lost without a word. */
const checkNames = (
  names: ReadonlySet<string>,
  value: Record<string, unknown>,
  prefix: string,
  of: string,
  faults: Fault[],
): void => {
  for (const name of Object.keys(value)) {
    if (names.has(name) || value[name] === undefined) continue
    add(faults, `${prefix}${name}`, 'field_unknown', `a field of ${of}; free-form values go into properties`)
  }
}

/** Every fault of a payload against the fields of its schema, in their order, unknown fields last. */
export const checkPayload = (type: string, fields: readonly PayloadField[]): ((payload: Payload) => Fault[]) => {
  const names = new Set([...fields.map(field => field.name), propertiesField])
  return payload => {
    const faults: Fault[] = []
    let present = checkFields(fields, payload, faults)
    const properties = payload[propertiesField]
    if (properties !== undefined) {
      present++
      if (typeof properties !== 'string') add(faults, propertiesField, 'field_type', 'JSON text')
    }
    if (present !== Object.keys(payload).length) checkNames(names, payload, '', type, faults)
    return faults
  }
}
