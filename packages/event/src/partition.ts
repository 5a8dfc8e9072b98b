import type { KeyRef } from './generated/batches.ts'

/** FNV-1a over UTF-16 units: spreads ids, protects nothing. */
const fnv1a = (text: string): number => {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

const head = (hash: Uint8Array): number =>
  new DataView(hash.buffer, hash.byteOffset, hash.byteLength).getUint32(0, true)

/**
 * Partition of events.accepted: that of the strongest usable key (keys are sorted so), by the id without one. A key's hash
 * covers its tenant. Locality only; nothing depends on it.
 */
export const acceptedPartition = (tenant: string, keys: readonly KeyRef[], id: string, count: number): number => {
  if (count === 1) return 0
  const strongest = keys.find(key => key.usable)
  return (strongest === undefined ? fnv1a(`${tenant.length}:${tenant}${id}`) : head(strongest.hash)) % count
}

/**
 * Partition of events.identified, from `eventIdHash`. Duplicates are found because equal ids meet in one partition: how it
 * is chosen must never change for a log that exists.
 */
export const identifiedPartition = (idHashHex: string, count: number): number =>
  Number.parseInt(idHashHex.slice(0, 8), 16) % count
