import { decimalOf, type PayloadField } from '@weir/event'
import { exactNumber } from '../json/exact-numbers.ts'
import { timeOf } from './clock.ts'
import { textOf } from './text.ts'

/**
 * A sent value in the form of its field, where nothing is lost by it: numbers sent as text, ids sent as numbers, money as
 * decimal text. What cannot be is given back as it is, for the schema to refuse.
 */
export function coerce(field: PayloadField, value: unknown): unknown {
  switch (field.kind) {
    case 'string':
      return textOf(value) ?? value
    case 'decimal':
      return decimalOf(exactNumber(value) ?? value) ?? value
    case 'int':
    case 'long':
    case 'double':
      return plainNumber(value)
    case 'boolean':
      return value === 'true' ? true : value === 'false' ? false : value
    case 'time':
      return timeOf(value) ?? value
    case 'strings':
      return Array.isArray(value) ? value.map(item => textOf(item) ?? item) : value
    default:
      return value
  }
}

function plainNumber(value: unknown): unknown {
  if (typeof value !== 'string') return value
  const number = Number(value)
  return value !== '' && String(number) === value ? number : value
}
