import type { KeyRef } from '@weir/event'
import type { KeyFault, KeyRules } from '@weir/identity-rules'
import type { KeyHasher } from '@weir/privacy'

/** A key in its one form. Shared by every event that has it: never write to it. */
export interface KnownKey {
  /** As it travels; the value in clear only where the policy allows, and not sealed yet. */
  ref: KeyRef
  /** Normalised. */
  value: string
  /** Of its type; higher is stronger. */
  priority: number
}

/** Key types of this sensitivity and above travel without their value in clear. */
const sealedFrom = 3

/** A key's form and hash, by what was sent. */
export type KeyBook = (tenant: string, type: string, scope: string | undefined, value: string) => KnownKey | KeyFault

/**
 * Normalising and hashing a key costs about ten microseconds, and the same people come again and again: what is known of
 * recent keys is remembered, in clear, in memory only. At most `entries` twice over: when one half is full, the
 * older half is forgotten.
 */
export function createKeyBook(rules: KeyRules, hashOf: KeyHasher, entries = 50_000): KeyBook {
  let recent = new Map<string, KnownKey>()
  let older = new Map<string, KnownKey>()

  function remember(entry: string, key: KnownKey): KnownKey {
    if (recent.size >= entries) {
      older = recent
      recent = new Map()
    }
    recent.set(entry, key)
    return key
  }

  return (tenant, type, scope, value) => {
    const entry = `${tenant.length}.${type.length}.${scope?.length}:${tenant}${type}${scope}${value}`
    const known = recent.get(entry)
    if (known) return known
    const before = older.get(entry)
    if (before) return remember(entry, before)
    const normal = rules.normalise({ type, scope, value })
    if ('fault' in normal) return normal
    const { keyType, usable } = normal
    const hash = hashOf(tenant, normal.type, normal.scope, normal.value)
    const clear = keyType.sensitivity < sealedFrom ? normal.value : null
    const ref: KeyRef = { type: normal.type, scope: normal.scope, hash, usable, value: clear, sealed: -1 }
    return remember(entry, { ref, value: normal.value, priority: keyType.priority })
  }
}
