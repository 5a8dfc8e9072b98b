export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** A document. `version` is 1 when made and grows by one with each write. */
export interface Stored<T extends Json = Json> {
  key: string
  value: T
  version: number
}

/**
 * One step of a transaction. `expect` is the version the document must have, 0 for "must not exist";
 * left out, whatever is there is overwritten or deleted.
 */
export type Operation =
  | { put: string; key: string; value: Json; expect?: number }
  | { delete: string; key: string; expect?: number }
  | { check: string; key: string; expect: number }

/**
 * Small control state: credentials, rules, positions, leases, outbox. Documents of at most 256 KB in named collections.
 * Adapters: memory (tests), lmdb (embedded), postgres (distributed). All pass `stateStoreContract`.
 * Every method throws WeirError STATE_UNAVAILABLE when the engine cannot be reached.
 */
export interface StateStore {
  get<T extends Json>(collection: string, key: string): Promise<Stored<T> | undefined>
  /** By key in byte order, `after` excluded. */
  list<T extends Json>(
    collection: string,
    range: { prefix?: string; after?: string; limit: number },
  ): Promise<readonly Stored<T>[]>
  /**
   * All steps or none; durable when it resolves. Steps name each document at most once.
   * @throws WeirError CONFLICT naming the first document whose version was another.
   */
  transact(operations: readonly Operation[]): Promise<void>
  close(): Promise<void>
}
