import { type Rejection, rejection } from '@weir/event'
import type { KeyFault, KeyRules, NormalKey } from '@weir/identity-rules'
import type { SentKey } from './draft.ts'

export interface NormalKeys {
  /** Strongest first, each once. */
  keys: NormalKey[]
  flag: 'key_ignored' | undefined
}

/**
 * Keys in the one form in which equal keys are equal. One that was declared and cannot be a key refuses the event; one
 * that came along (a trait, a device) is left out and flagged. Blocked values stay, unusable.
 */
export function normaliseKeys(sent: readonly SentKey[], rules: KeyRules): NormalKeys | Rejection {
  const keys: NormalKey[] = []
  let flag: NormalKeys['flag']
  for (const key of sent) {
    const normal = rules.normalise(key)
    if ('fault' in normal) {
      if (key.declared && !isEmpty(key)) return refuse(key, normal)
      flag = 'key_ignored'
    } else if (!keys.some(other => isSame(other, normal))) keys.push(normal)
  }
  return { keys: rules.strongestFirst(keys), flag }
}

const isSame = (a: NormalKey, b: NormalKey) => a.value === b.value && a.type === b.type && a.scope === b.scope

/** Nothing but white space: no key was meant. */
const isEmpty = ({ value }: SentKey) => value.trim() === ''

function refuse({ path, type }: SentKey, { field, fault }: KeyFault): Rejection {
  if (field === 'type') return rejection('key_type_unknown', `${path}.type`)
  if (field === 'scope') return rejection('key_scope_missing', `${path}.scope`, `a scope, for a ${type}`)
  return rejection('key_value_invalid', path, `a value; this one ${fault}`)
}
