import { type Rejection, rejection } from '@weir/event'
import type { KeyFault } from '@weir/identity-rules'
import type { SentKey } from './draft.ts'
import type { KeyBook, KnownKey } from './key-book.ts'

export interface NormalKeys {
  /** Strongest first, each once. */
  keys: KnownKey[]
  flag: 'key_ignored' | undefined
}

/**
 * Keys in the one form in which equal keys are equal. One that was declared and cannot be a key refuses the event; one
 * that came along (a trait, a device) is left out and flagged. Blocked values stay, unusable.
 */
export function normaliseKeys(sent: readonly SentKey[], tenant: string, book: KeyBook): NormalKeys | Rejection {
  const keys: KnownKey[] = []
  let flag: NormalKeys['flag']
  for (const key of sent) {
    const normal = book(tenant, key.type, key.scope, key.value)
    if ('fault' in normal) {
      if (key.declared && !isEmpty(key)) return refuse(key, normal)
      flag = 'key_ignored'
    } else if (!keys.some(other => isSame(other, normal))) keys.push(normal)
  }
  return { keys: keys.sort((a, b) => b.priority - a.priority), flag }
}

const isSame = (a: KnownKey, b: KnownKey) =>
  a === b || (a.value === b.value && a.ref.type === b.ref.type && a.ref.scope === b.ref.scope)

/** Nothing but white space: no key was meant. */
const isEmpty = ({ value }: SentKey) => value.trim() === ''

function refuse({ path, type }: SentKey, { field, fault }: KeyFault): Rejection {
  if (field === 'type') return rejection('key_type_unknown', `${path}.type`)
  if (field === 'scope') return rejection('key_scope_missing', `${path}.scope`, `a scope, for a ${type}`)
  return rejection('key_value_invalid', path, `a value; this one ${fault}`)
}
