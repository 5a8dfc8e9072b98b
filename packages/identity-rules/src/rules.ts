import { findPersonal } from '@weir/privacy'
import { type Normalised, normalisers } from './normalisers/index.ts'
import type { Blocked, KeyType, Policy } from './policy.ts'

/** A key as a sender gave it. */
export interface RawKey {
  /** A type of the policy, or one of its aliases. */
  type: string
  scope?: string | undefined
  value: string
}

/** Why a key is kept on its event but never linked. */
export type UnusableReason = 'blocked' | 'scope_blocked' | 'non_linking' | NonNullable<Normalised['reason']>

/** A key in the one form in which equal keys are equal strings. */
export interface NormalKey {
  /** Name of the type, never an alias. */
  type: string
  /** Empty for a type without a scope. */
  scope: string
  value: string
  /** False: kept on the event, never linked. */
  usable: boolean
  /** Present when it is not usable. */
  reason?: UnusableReason
  /** Of sensitivity 4, whatever its type has, when the value itself looks personal: a phone number sent as a user id. */
  keyType: KeyType
}

/** A key that cannot be one at all: no such type, a scope missing, an empty or endless value. */
export interface KeyFault {
  /** For the sender to read; never the value itself. */
  fault: string
  field: 'type' | 'scope' | 'value'
}

export interface KeyRules {
  normalise(key: RawKey): NormalKey | KeyFault
  /** A new array, by priority of the type; within a type in the order given. */
  strongestFirst(keys: readonly NormalKey[]): NormalKey[]
}

/** Longest scope and value, UTF-16 code units after trimming. */
export const maxScopeLength = 128
export const maxValueLength = 512

/** Normalises, validates and blocks key values as the policy says. Pure: equal keys in, equal keys out. */
export function createKeyRules(policy: Policy): KeyRules {
  const types = new Map<string, KeyType>()
  const sensitiveTwins = new Map<string, KeyType>()
  for (const type of policy.types.values()) {
    for (const name of [type.name, ...type.aliases]) types.set(name, type)
    sensitiveTwins.set(type.name, { ...type, sensitivity: 4 })
  }

  return {
    normalise(raw) {
      const type = types.get(raw.type)
      if (!type) return { fault: 'is no key type of the identity policy', field: 'type' }
      const scope = type.scoped ? wholeText(raw.scope ?? '') : ''
      if (scope === '' && type.scopeRequired) return { fault: `is missing; a ${type.name} needs one`, field: 'scope' }
      if (scope.length > maxScopeLength) return { fault: `is longer than ${maxScopeLength}`, field: 'scope' }
      const trimmed = wholeText(raw.value)
      if (trimmed === '') return { fault: 'is empty', field: 'value' }
      if (trimmed.length > maxValueLength) return { fault: `is longer than ${maxValueLength}`, field: 'value' }

      const { value, reason: malformed } = normalisers[type.normalise](trimmed)
      const reason = unusable(policy, type, scope, value, malformed)
      const keyType = type.sensitivity < 3 && findPersonal(value) ? sensitiveTwins.get(type.name)! : type
      const key = { type: type.name, scope, value, usable: reason === undefined, keyType }
      return reason === undefined ? key : { ...key, reason }
    },
    strongestFirst: keys => keys.toSorted((a, b) => b.keyType.priority - a.keyType.priority),
  }
}

function unusable(
  policy: Policy,
  type: KeyType,
  scope: string,
  value: string,
  malformed: Normalised['reason'],
): UnusableReason | undefined {
  if (!type.linking) return 'non_linking'
  if (isBlocked(policy.blocked, value) || isBlocked(type.blocked, value)) return 'blocked'
  if (malformed) return malformed
  return scope !== '' && isBlocked(policy.blocked, scope) ? 'scope_blocked' : undefined
}

function isBlocked({ values, patterns }: Blocked, value: string): boolean {
  const bare = value
    .replace(/^["'`]+|["'`]+$/g, '')
    .trim()
    .toLowerCase()
  return values.has(bare) || patterns.some(pattern => pattern.test(bare))
}

/** Trimmed, and half of a surrogate pair replaced: two broken texts must not meet in one hash unseen. */
const wholeText = (text: string) => text.replace(/\p{Surrogate}/gu, '\uFFFD').trim()
