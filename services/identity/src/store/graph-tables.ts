import type { Change } from './identity-store.ts'
import type { Provenance } from './provenance.ts'

/** A key at rest. */
export interface KeyRow {
  tenant: string
  /** 16 bytes. */
  hash: Uint8Array
  type: string
  scope: string
  value: string | null
  sealed: string | null
  oneId: number
  /** Number of links. */
  degree: number
  /** Unix ms. */
  firstAt: number
  lastHour: number
}

/** What an embedded store reads and writes inside one transaction: synchronous, and its own writes are visible. */
export interface GraphTables {
  keyIdOf(tenant: string, hash: Uint8Array): number | undefined
  putKeyId(tenant: string, hash: Uint8Array, keyId: number): void
  key(keyId: number): KeyRow
  putKey(keyId: number, row: KeyRow): void
  /** `lo` < `hi`. */
  link(lo: number, hi: number, tenant: string): Provenance | undefined
  putLink(lo: number, hi: number, tenant: string, seen: Provenance, isNew: boolean): void
  /** Keys of the cluster other than `oneId` itself. */
  members(oneId: number): number[]
  addMember(oneId: number, keyId: number): void
  removeMember(oneId: number, keyId: number): void
  putChange(change: Change): void
  /** Never gives the same number twice, unless the transaction is undone. */
  takeKeyId(): number
  takeVersion(): number
}
