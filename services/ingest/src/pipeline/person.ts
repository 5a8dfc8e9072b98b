import { type Rejection, rejection } from '@weir/event'
import type { KeyRules } from '@weir/identity-rules'
import type { KeyHasher } from '@weir/privacy'
import { isObject } from '../json/shape.ts'
import { textOf } from './text.ts'

export interface Person {
  ref: { type: string; scope: string; hash: Uint8Array; usable: boolean }
  /** Normalised, to be sealed. */
  value: string
}

/**
 * Somebody other than the actor, as the payload refers to them: `{type, id, scope}`, `{"phone": "…"}`, or a bare
 * user id. Protected like a key and never one: an invitation links nobody.
 */
export function personOf(
  sent: unknown,
  path: string,
  tenant: string,
  rules: KeyRules,
  hashOf: KeyHasher,
): Person | Rejection {
  const named = nameKey(sent, rules)
  if (!named) return rejection('field_type', path, 'a person: {type, id, scope}, or a user id')
  const key = rules.normalise(named)
  if ('fault' in key) {
    if (key.field === 'type') return rejection('key_type_unknown', `${path}.type`)
    if (key.field === 'scope') return rejection('key_scope_missing', `${path}.scope`)
    return rejection('key_value_invalid', path, 'text of at most 512 characters')
  }
  const { type, scope, value, usable } = key
  return { ref: { type, scope, hash: hashOf(tenant, type, scope, value), usable }, value }
}

function nameKey(
  sent: unknown,
  rules: KeyRules,
): { type: string; scope: string | undefined; value: string } | undefined {
  const bare = textOf(sent)
  if (bare !== undefined) return { type: 'user_id', scope: undefined, value: bare }
  if (!isObject(sent)) return undefined
  const scope = textOf(sent.scope ?? sent.collection)
  const type = textOf(sent.type)
  const value = textOf(sent.id ?? sent.value)
  if (type !== undefined) return value === undefined ? undefined : { type, scope, value }
  for (const name of Object.keys(sent)) {
    const text = textOf(sent[name])
    if (text === undefined || name === 'scope') continue
    const key = rules.normalise({ type: name, scope, value: text })
    if (!('fault' in key) || key.field !== 'type') return { type: name, scope, value: text }
  }
  return undefined
}
