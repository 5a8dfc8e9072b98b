import { exactNumber } from '../json/exact-numbers.ts'
import { setOwn } from '../json/shape.ts'
import type { NameRules } from './names.ts'
import { maskedText } from './personal-text.ts'
import type { SealedFields } from './sealed-fields.ts'

/** Whole numbers from here on have enough digits to be a phone or a card. */
const leastPersonalNumber = 10_000_000_000

export interface FreeForm {
  names: NameRules
  sealed: SealedFields
}

/**
 * A free-form value without what is personal in it: values under a personal name are left out (`undefined`), numbers and
 * addresses within texts masked, and the originals sealed under their path. Returns the value itself when nothing was
 * found. The value nests no deeper than `maxDepth`.
 */
export function protectValue(value: unknown, path: string, form: FreeForm): unknown {
  switch (typeof value) {
    case 'string':
      return protectText(value, path, form)
    case 'number':
      return Math.abs(value) >= leastPersonalNumber && Number.isInteger(value)
        ? protectNumber(value, path, form)
        : value
    case 'object':
      if (value === null) return value
      return Array.isArray(value)
        ? protectArray(value, path, form)
        : protectObject(value as Record<string, unknown>, path, form)
    default:
      return value
  }
}

function protectText(text: string, path: string, { sealed }: FreeForm): string {
  const masked = maskedText(exactNumber(text) ?? text)
  if (masked === undefined) return text
  sealed.put(path, text)
  return masked
}

function protectNumber(number: number, path: string, { sealed }: FreeForm): number | string {
  const masked = maskedText(String(number))
  if (masked === undefined) return number
  sealed.put(path, number)
  return masked
}

function protectArray(values: unknown[], path: string, form: FreeForm): unknown[] {
  let copy: unknown[] | undefined
  for (const [index, value] of values.entries()) {
    const kept = protectValue(value, `${path}[${index}]`, form)
    if (kept === value) continue
    copy ??= values.slice()
    copy[index] = kept
  }
  return copy ?? values
}

/** Copied from the first change on; most objects have none. */
export function protectObject(fields: Record<string, unknown>, path: string, form: FreeForm): Record<string, unknown> {
  let copy: Record<string, unknown> | undefined
  const names = Object.keys(fields)
  for (const [index, sent] of names.entries()) {
    const value = fields[sent]
    const { personal, name } = form.names(sent)
    const at = `${path}.${name}`
    const kept = personal ? seal(value, at, form) : protectValue(value, at, form)
    if (copy === undefined && (kept !== value || name !== sent)) {
      copy = {}
      for (const before of names.slice(0, index)) setOwn(copy, before, fields[before])
    }
    if (name !== sent) form.sealed.put(`${at}#name`, sent)
    if (copy && kept !== undefined) setOwn(copy, name, kept)
  }
  return copy ?? fields
}

/** An empty value says nothing about anybody and stays, so that its absence is not taken for a secret. */
function seal(value: unknown, path: string, { sealed }: FreeForm): unknown {
  if (value === null || value === '' || typeof value === 'boolean') return value
  sealed.put(path, value)
  return undefined
}
