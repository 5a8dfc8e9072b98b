import type { Provenance } from './provenance.ts'

/** A usable key seen in a batch. The same key may come several times. */
export interface KeyFact {
  tenant: string
  /** 16 bytes; a key is known by tenant and hash. */
  hash: Uint8Array
  type: string
  scope: string
  /** In clear, only for types of sensitivity 1 or 2. */
  value: string | null
  /** The value sealed for display (`sealText`); asked only for a key that is new, because sealing is dear. */
  display(): string | null
  /** Earliest event time, Unix ms. */
  firstAt: number
  /** Latest event time in whole UTC hours. */
  lastHour: number
}

/** Two keys seen on one event; `a` and `b` are places in `Facts.keys`, both of one tenant. */
export interface LinkFact {
  a: number
  b: number
  seen: Provenance
}

export interface Facts {
  keys: readonly KeyFact[]
  links: readonly LinkFact[]
}

export interface ResolvedKey {
  keyId: number
  /** Smallest key id of the cluster. */
  oneId: number
  firstAt: number
  lastHour: number
}

/** What the store holds after the facts. `keys` and `links` are in the order of the facts. */
export interface Applied {
  keys: readonly ResolvedKey[]
  links: readonly Provenance[]
  /** Keys that had another OneID before: each is in the outbox too. */
  changes: readonly { keyId: number; oneId: number }[]
  newKeys: number
  newLinks: number
}

/** A key that belongs to another OneID than the one it may have been stamped with. */
export interface Change {
  tenant: string
  keyId: number
  oneId: number
  /** Grows with every change of any key. */
  version: number
  /** Unix ms. */
  changedAt: number
}

/** How far a state has come, to be compared with what others remember of it. */
export interface Mark {
  /** Made with the state; another one is another state, whose key ids mean other people. */
  generation: string
  /** Highest key id ever given; 0 before the first. Where many write, ids of undone transactions count too. */
  highWater: number
  /** Transactions that changed anything; where many write, at least those. */
  commits: number
}

/** A key as people see it. */
export interface ClusterKey {
  keyId: number
  type: string
  scope: string
  value: string | null
  sealed: string | null
  /** Unix ms. */
  firstAt: number
  lastHour: number
  /** Number of links. */
  degree: number
}

/** A link as people see it; `lo` and `hi` are key ids. */
export interface ClusterLink {
  lo: number
  hi: number
  seen: Provenance
}

/**
 * Keys, links and clusters. Facts are idempotent and commute, so applying them twice, in another order or in other
 * batches gives the same clusters; key ids are never reused.
 * Adapters: memory (tests), lmdb (embedded), postgres (many processes at once). All pass `identityStoreContract`.
 * Every method throws WeirError STATE_UNAVAILABLE or DISK_FULL when the engine fails; the fate of a write is then unknown,
 * and the same facts may be applied again.
 */
export interface IdentityStore {
  /**
   * True when only one process may write at a time: it must hold a lease and `claim` with its epoch. Otherwise all who
   * claimed with the same epoch may.
   */
  readonly exclusive: boolean
  /**
   * Becomes a writer. Whoever claimed with a lower epoch can write nothing any more.
   * @throws WeirError FENCED when a higher epoch has claimed already.
   */
  claim(epoch: number): Promise<void>
  /**
   * All facts or none; durable when it resolves, and the changes are in the outbox.
   * @throws WeirError FENCED when another writer claimed, or what `display` throws.
   */
  apply(facts: Facts): Promise<Applied>
  /** Changes not yet taken out, by version. Where many write, one of a lower version may still come after others. */
  changes(limit: number): Promise<readonly Change[]>
  /** They were appended to identity.changes. */
  forgetChanges(changes: readonly Change[]): Promise<void>
  /** The cluster of a key, its own key first. Any process may ask. */
  find(
    tenant: string,
    hash: Uint8Array,
  ): Promise<{ keyId: number; oneId: number; keys: readonly ClusterKey[] } | undefined>
  /** Every link of a key. Any process may ask. */
  links(keyId: number): Promise<readonly ClusterLink[]>
  /** Never behind a mark that was read before, from any process, crashes included. */
  mark(): Promise<Mark>
  close(): Promise<void>
}
