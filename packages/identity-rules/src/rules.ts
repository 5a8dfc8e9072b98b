import { WeirError } from '@weir/errors'
import type { KeyType, Policy } from './policy.ts'

/** A key as a sender gave it. */
export interface RawKey {
  type: string
  scope?: string | undefined
  value: string
}

/** A key in the one form in which equal keys are equal strings. */
export interface NormalKey {
  type: string
  /** Empty for a type without a scope. */
  scope: string
  value: string
  /** False: kept on the event, never linked. */
  usable: boolean
  /** Why it is not usable. */
  reason?: string
  keyType: KeyType
}

/** A key that cannot be one at all: no such type, a scope missing, an empty value. */
export interface KeyFault {
  fault: string
  field: 'type' | 'scope' | 'value'
}

export interface KeyRules {
  normalise(key: RawKey): NormalKey | KeyFault
  /** A new array, by priority of the type; within a type in the order given. */
  strongestFirst(keys: readonly NormalKey[]): NormalKey[]
}

/** Normalises, validates and blocks key values as the policy says. Pure: equal keys in, equal keys out. */
export function createKeyRules(_policy: Policy): KeyRules {
  throw new WeirError('INTERNAL', 'not written yet')
}
