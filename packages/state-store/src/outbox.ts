import type { Json, Operation } from './state-store.ts'

/** A call to the outside that must happen. Its key makes it unique; it is claimed by lease, so a crash frees it. */
export interface OutboxEntry<T extends Json = Json> {
  key: string
  payload: T
  attempts: number
  /** True when an earlier claim ended without an answer: the call may have been made. */
  maybeSent: boolean
}

export interface Outbox<T extends Json> {
  /** Steps for a transaction; a key already enqueued (or delivered) makes it fail with CONFLICT. */
  enqueue(key: string, payload: T, dueAtMs: number): Operation[]
  /** Claims due entries for `leaseMs`; a claim that is neither settled nor renewed becomes claimable again. */
  claim(options: { holder: string; nowMs: number; leaseMs: number; limit: number }): Promise<readonly OutboxEntry<T>[]>
  delivered(key: string, holder: string, detail: Json): Promise<void>
  /** Not delivered; due again at `dueAtMs`. `maybeSent` when the answer was lost. */
  retry(key: string, holder: string, options: { dueAtMs: number; error: string; maybeSent: boolean }): Promise<void>
  /** Given up; stays listed. */
  failed(key: string, holder: string, error: string): Promise<void>
}
