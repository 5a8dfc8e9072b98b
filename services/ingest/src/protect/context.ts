import { isObject } from '../json/shape.ts'
import { textOf } from '../pipeline/text.ts'
import { propertyNames } from './names.ts'
import { maskedText } from './personal-text.ts'
import type { SealedFields } from './sealed-fields.ts'

/** Already among the keys, or (externalId, Rudder's twin of externalIds) other systems' names for the person. */
const keyFields = new Set(['context.externalIds', 'context.device.id', 'context.device.advertisingId'])
/** About the person, or a credential of the device: sealed whole. */
const sealedFields = new Set([
  'context.traits',
  'context.externalId',
  'context.ip',
  'context.location',
  'context.device.token',
  'context.page.search',
])
/** Addresses whose query may carry tokens of the visitor: shown up to it, sealed whole. */
const addresses = new Set(['context.page.url', 'context.page.referrer'])

/**
 * The context as a map of dotted names to texts, the form it has in ClickHouse. What is personal in it is sealed, in
 * pages' addresses too.
 */
export function protectContext(
  context: Record<string, unknown> | undefined,
  notes: Record<string, string>,
  sealed: SealedFields,
): Record<string, string> {
  const entries: Record<string, string> = {}
  for (const name in notes) entries[name] = maskedText(notes[name]!) ?? notes[name]!
  if (context) flatten(context, 'context', entries, sealed)
  return entries
}

function flatten(value: unknown, path: string, entries: Record<string, string>, sealed: SealedFields): void {
  if (value === null || value === undefined || value === '' || keyFields.has(path)) return
  if (sealedFields.has(path)) sealed.put(path, value)
  else if (!isObject(value)) put(value, path, entries, sealed)
  else
    for (const sent of Object.keys(value)) {
      const { personal, name } = propertyNames(sent)
      const at = `${path}.${name}`
      if (personal && typeof value[sent] !== 'boolean') sealed.put(at, value[sent])
      else flatten(value[sent], at, entries, sealed)
    }
}

function put(value: unknown, path: string, entries: Record<string, string>, sealed: SealedFields): void {
  const text = textOf(value) ?? JSON.stringify(value)
  const shown = addresses.has(path) ? text.replace(/[?#].*$/s, '') : text
  const masked = maskedText(shown)
  if (masked !== undefined || shown !== text) sealed.put(path, value)
  const name = path.slice('context.'.length)
  // A map of the log; `__proto__` as a name would change the object instead.
  if (name !== '__proto__') entries[name] = masked ?? shown
}
