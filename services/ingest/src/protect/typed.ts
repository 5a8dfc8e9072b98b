import type { PayloadField } from '@weir/event'
import { type KeyHasher, scanPersonal } from '@weir/privacy'
import { maskedText, mayBePersonal } from './personal-text.ts'
import type { SealedFields } from './sealed-fields.ts'

interface TypedDeps {
  tenant: string
  hashOf: KeyHasher
}

/**
 * The value of a typed field as it travels. Level 3 and 4 are sealed whole (the codec writes null for them); texts of
 * lower levels are scanned all the same, since people type phone numbers into search boxes.
 */
export function protectTyped(field: PayloadField, value: unknown, sealed: SealedFields, deps: TypedDeps): unknown {
  const { name, kind } = field
  if (kind === 'person' || field.symbols) return value
  if (field.sensitivity >= 3) {
    sealed.put(name, value)
    return value
  }
  if (typeof value === 'string' && kind === 'string') {
    return protectPlain(value, name, name, sealed, deps)
  }
  if (!Array.isArray(value)) return value
  if (kind === 'strings') return value.map((text: string, index) => protectText(text, `${name}[${index}]`, sealed))
  if (kind !== 'items') return value
  for (const [index, line] of (value as Record<string, unknown>[]).entries())
    for (const part of field.fields ?? []) {
      const own = line[part.name]
      if (typeof own === 'string' && part.kind === 'string')
        line[part.name] = protectPlain(own, part.name, `${name}[${index}].${part.name}`, sealed, deps)
    }
  return value
}

/** Fields that name a thing by an id: equal ids must stay equal and different ones different, so they are never masked. */
const isReference = (name: string) => name.endsWith('_id') || name === 'sku' || name === 'coupon' || name === 'room'

const protectPlain = (text: string, name: string, path: string, sealed: SealedFields, deps: TypedDeps): string =>
  isReference(name) ? protectReference(text, path, sealed, deps) : protectText(text, path, sealed)

function protectText(text: string, path: string, sealed: SealedFields): string {
  const masked = maskedText(text)
  if (masked === undefined) return text
  sealed.put(path, text)
  return masked
}

/** One in ten order numbers of 16 digits passes for a card; only a phone, ID card or address makes a reference personal. */
function protectReference(text: string, path: string, sealed: SealedFields, { tenant, hashOf }: TypedDeps): string {
  if (!mayBePersonal(text) || !scanPersonal(text).some(({ kind }) => kind !== 'bank_card')) return text
  sealed.put(path, text)
  return `hash-${Buffer.from(hashOf(tenant, '', 'reference', text)).toString('hex')}`
}
