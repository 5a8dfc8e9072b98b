/** A key as it travels: protected, comparable by `hash`. Avro names; times are Unix milliseconds, UTC. */
export interface KeyRef {
  type: string
  scope: string
  /** HMAC-SHA-256 over tenant, type, scope and normalised value, first 16 bytes. */
  hash: Uint8Array
  usable: boolean
  value: string | null
  /** Position among the batch's sealed values; -1 when the value is in clear or absent. */
  sealed: number
}

export interface Event {
  id: string
  tenant: string
  source: string
  type: string
  occurredAt: number
  receivedAt: number
  keys: KeyRef[]
  context: Record<string, string>
  flags: string[]
  /** Position among the batch's sealed values of the JSON text `{ "<path>": value }`; -1 when there is none. */
  sealed: number
  /** 8 bytes: CRC-64-AVRO fingerprint of the payload's schema, little-endian. */
  payloadSchema: Uint8Array
  payload: Uint8Array
}

export interface EventBatch {
  /** UTC days since 1970-01-01. */
  day: number
  sealed: Uint8Array
  events: Event[]
}

export interface IdentifiedEvent {
  partition: number
  offset: number
  index: number
  tenant: string
  receivedAt: number
  verdict: 'identified' | 'suppressed'
  oneId: number
  anchorKey: number
  keyIds: number[]
  event: Event | null
}

export interface IdentifiedBatch {
  generation: string
  day: number
  sealed: Uint8Array
  events: IdentifiedEvent[]
}

export interface RejectedEvent {
  id: string
  tenant: string
  source: string
  type: string
  receivedAt: number
  code: string
  field: string
  message: string
  /** 8 bytes; zeros when it was checked against no schema. */
  payloadSchema: Uint8Array
  /** Position of the original JSON among the sealed values. */
  original: number
  originalLength: number
  /** 32 bytes. */
  originalSha256: Uint8Array
}

export interface RejectedBatch {
  day: number
  sealed: Uint8Array
  events: RejectedEvent[]
}

export interface IdentityChange {
  tenant: string
  keyId: number
  oneId: number
  version: number
  changedAt: number
}

export interface ChangeBatch {
  changes: IdentityChange[]
}
