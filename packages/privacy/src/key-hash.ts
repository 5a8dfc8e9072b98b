import { createHmac } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Secrets } from './secrets.ts'

/**
 * 16 bytes that stand for a key wherever its value may not appear. The bytes are shared with the cache: never change them.
 */
export type KeyHasher = (tenant: string, type: string, scope: string, value: string) => Uint8Array

/**
 * HMAC-SHA-256 over tenant, type, scope and normalised value, first 128 bits.
 * An HMAC costs several microseconds, so hot keys come from a bounded cache, which holds their values in clear in memory.
 * @param options.cacheEntries most keys remembered (default 100,000); 0 remembers none.
 */
export function createKeyHasher(secrets: Pick<Secrets, 'hmac'>, options: { cacheEntries?: number } = {}): KeyHasher {
  const max = options.cacheEntries ?? 100_000
  const hash: KeyHasher = (...parts) =>
    new Uint8Array(createHmac('sha256', secrets.hmac).update(lengthPrefixed(parts)).digest().subarray(0, 16))
  if (max === 0) return hash
  const known = new LRUCache<string, Uint8Array>({ max })
  return (tenant, type, scope, value) => {
    const entry = `${tenant.length}:${type.length}:${scope.length}:${tenant}${type}${scope}${value}`
    const hit = known.get(entry)
    if (hit) return hit
    const made = hash(tenant, type, scope, value)
    known.set(entry, made)
    return made
  }
}

/** Each part after its length in bytes: ("ab","c") and ("a","bc") must not meet in one hash. */
function lengthPrefixed(parts: readonly string[]): Uint8Array {
  const bytes = Buffer.allocUnsafe(parts.reduce((sum, part) => sum + 4 + Buffer.byteLength(part), 0))
  let at = 0
  for (const part of parts) {
    const length = bytes.write(part, at + 4)
    bytes.writeUInt32BE(length, at)
    at += 4 + length
  }
  return bytes
}
