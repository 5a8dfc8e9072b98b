import type { KeyRef } from '@weir/event'
import type { NormalKey } from '@weir/identity-rules'
import type { KeyHasher } from '@weir/privacy'

/** Key types of this sensitivity and above travel without their value in clear. */
const sealedFrom = 3

export interface ProtectedKeys {
  keys: KeyRef[]
  /** Normalised values of the sealed ones; `KeyRef.sealed` is a position in it. */
  sealed: string[]
}

/** Keys as they travel: the hash that stands for the key, and its value in clear only where the policy allows. */
export function protectKeys(keys: readonly NormalKey[], tenant: string, hashOf: KeyHasher): ProtectedKeys {
  const sealed: string[] = []
  const refs = keys.map((key): KeyRef => {
    const { type, scope, value, usable } = key
    const hash = hashOf(tenant, type, scope, value)
    if (key.keyType.sensitivity < sealedFrom) return { type, scope, hash, usable, value, sealed: -1 }
    return { type, scope, hash, usable, value: null, sealed: sealed.push(value) - 1 }
  })
  return { keys: refs, sealed }
}
