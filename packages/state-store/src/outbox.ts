import type { Json, Operation } from './state-store.ts'

/** A call to the outside that must happen. Its key makes it unique; it is claimed by lease, so a crash frees it. */
export interface OutboxEntry<T extends Json = Json> {
  key: string
  payload: T
  /** Claims so far, this one included: 1 the first time. */
  attempts: number
  /** True when an earlier claim ended without an answer: the call may have been made. */
  maybeSent: boolean
}

/** An entry as it stands, delivered and given-up ones too. */
export interface OutboxRecord<T extends Json = Json> extends OutboxEntry<T> {
  state: 'waiting' | 'claimed' | 'delivered' | 'failed'
  /** Waiting: not to be tried before. Claimed: when the claim ends. Otherwise: when it was last claimed. Unix ms. */
  atMs: number
  /** Who has it or had it last. */
  holder: string | undefined
  /** What the last attempt came to: `detail` of `delivered`, the error of `retry` and `failed`. */
  detail: Json | undefined
}

export interface Outbox<T extends Json> {
  /** Steps for a transaction; a key already enqueued (or delivered) makes it fail with CONFLICT. */
  enqueue(key: string, payload: T, dueAtMs: number): Operation[]
  /**
   * Claims due entries for `leaseMs`, the longest due first; a claim not settled by then becomes claimable again, and
   * at once when its holder is a process of this machine that has ended (`processHolder`).
   */
  claim(options: { holder: string; nowMs: number; leaseMs: number; limit: number }): Promise<readonly OutboxEntry<T>[]>
  /** @throws WeirError FENCED, like `retry` and `failed`, when the claim ran out and another holder has the entry. */
  delivered(key: string, holder: string, detail: Json): Promise<void>
  /** Not delivered; due again at `dueAtMs`. `maybeSent` when the answer was lost. */
  retry(key: string, holder: string, options: { dueAtMs: number; error: string; maybeSent: boolean }): Promise<void>
  /** Given up; stays listed. */
  failed(key: string, holder: string, error: string): Promise<void>
  /** Entries by key, whatever their state. */
  list(range: { prefix?: string; after?: string; limit: number }): Promise<readonly OutboxRecord<T>[]>
  /** Forgets delivered entries last claimed before `beforeMs`, and with them that their keys were ever used. */
  prune(options: { beforeMs: number; limit: number }): Promise<number>
}
