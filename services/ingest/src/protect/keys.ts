import type { KeyRef } from '@weir/event'
import type { KnownKey } from '../pipeline/key-book.ts'

export interface ProtectedKeys {
  keys: KeyRef[]
  /** Normalised values of those not in clear; `KeyRef.sealed` is a position in it. */
  sealed: string[]
}

/** Keys as they travel: the hash that stands for the key, and its value in clear or sealed. */
export function protectKeys(keys: readonly KnownKey[]): ProtectedKeys {
  const refs: KeyRef[] = []
  const sealed: string[] = []
  for (const { ref, value } of keys) refs.push(ref.value === null ? { ...ref, sealed: sealed.push(value) - 1 } : ref)
  return { keys: refs, sealed }
}
