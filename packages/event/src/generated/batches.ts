// Generated from schemas/avro by `npm run generate -w packages/event`. Do not edit.
import type { Reader } from '../avro/reader.ts'
import type { Writer } from '../avro/writer.ts'
import type { BatchCodec } from '../codec.ts'

/** From this version on, the key belongs to this OneID. */
export type IdentityChange = {
  /** Owner of the data. */
  tenant: string
  /** The key. */
  keyId: number
  /** Smallest key id of its cluster now. */
  oneId: number
  /** Grows with every change of the key; the highest wins. */
  version: number
  /** When identity committed it, UTC. */
  changedAt: number
}

/** One record of identity.changes: keys whose OneID is no longer the one stamped when they were first seen. */
export type ChangeBatch = {
  /** In the order they were committed. */
  changes: IdentityChange[]
}

/** A key as it travels: protected, comparable by hash. */
export type KeyRef = {
  /** Key type of the identity policy, such as phone or openid. */
  type: string
  /** WeChat app id, membership programme or shop; empty for types without a scope. */
  scope: string
  /** HMAC-SHA-256 over tenant, type, scope and normalised value, first 128 bits. */
  hash: Uint8Array
  /** False for a blocked or invalid value: kept on the event, never linked. */
  usable: boolean
  /** The normalised value in clear; only for key types of sensitivity 1 or 2. */
  value: string | null
  /** Position of the normalised value among the batch's sealed values; -1 when it is in clear or absent. */
  sealed: number
}

/** The envelope of one event. The nested payload lets a stage route and resolve without decoding what it does not read. */
export type Event = {
  /** The sender's message id; unique within tenant and source. An id made of personal values is replaced by its hash. */
  id: string
  /** Owner of the data. */
  tenant: string
  /** Name of the source whose write key sent the event. */
  source: string
  /** domain.action, past tense, or custom.<name>. */
  type: string
  /** When it happened, UTC, corrected for the sender's clock skew. */
  occurredAt: number
  /** When ingest accepted it, UTC. */
  receivedAt: number
  /** The actor's keys, strongest first. Nobody else's. */
  keys: KeyRef[]
  /** Where it happened: library, page, campaign, device model; dotted names as sent. */
  context: Record<string, string>
  /** What was corrected on the way in, such as occurred_at_replaced or surrogate_replaced. */
  flags: string[]
  /** Position among the batch's sealed values of this event's protected payload fields, a JSON object of path to value; -1 when there are none. */
  sealed: number
  /** CRC-64-AVRO fingerprint of the payload's schema, little-endian as in Avro single objects. */
  payloadSchema: Uint8Array
  /** Avro body of that schema; fields of sensitivity 3 and 4 are null here and sealed. */
  payload: Uint8Array
}

/** One record of events.accepted: at most 1,000 events of one UTC day of receivedAt. */
export type EventBatch = {
  /** UTC day of every receivedAt, days since 1970-01-01. */
  day: number
  /** One ciphertext holding every sealed value of the batch in order; empty when there are none. Format: packages/privacy. */
  sealed: Uint8Array
  /** In the order of acceptance; the index is part of an event's coordinates. */
  events: Event[]
}

/** What one stage needs of an event. */
export type AcceptedTime = {
  /** Owner of the data. */
  tenant: string
  /** When ingest accepted it, UTC. */
  receivedAt: number
}

export type AcceptedTimeBatch = {
  /** In the order of acceptance; the index is part of an event's coordinates. */
  events: AcceptedTime[]
}

/** What one stage needs of an event. */
export type AcceptedId = {
  /** The sender's message id; unique within tenant and source. An id made of personal values is replaced by its hash. */
  id: string
  /** Owner of the data. */
  tenant: string
  /** Name of the source whose write key sent the event. */
  source: string
  /** domain.action, past tense, or custom.<name>. */
  type: string
  /** When ingest accepted it, UTC. */
  receivedAt: number
}

export type AcceptedIdBatch = {
  /** In the order of acceptance; the index is part of an event's coordinates. */
  events: AcceptedId[]
}

export const Verdict = ["identified","suppressed"] as const
export type Verdict = (typeof Verdict)[number]

/** An accepted event and who did it. */
export type IdentifiedEvent = {
  /** Accepted coordinates: partition of events.accepted. */
  partition: number
  /** Accepted coordinates: offset of the record. */
  offset: number
  /** Accepted coordinates: index of the event in the record. */
  index: number
  /** Owner of the data. */
  tenant: string
  /** When ingest accepted it, UTC. */
  receivedAt: number
  /** suppressed: its person was erased and the event is not newer than the erasure. */
  verdict: Verdict
  /** Smallest key id of the cluster; 0 without a usable key. */
  oneId: number
  /** Key id of the event's strongest usable key; 0 when there is none. */
  anchorKey: number
  /** Key ids of the usable keys, in the order of the event's keys. */
  keyIds: number[]
  /** The event; null when suppressed. */
  event: Event | null
}

/** One record of events.identified. Each accepted event yields exactly one entry on this topic, repeats after a crash aside. */
export type IdentifiedBatch = {
  /** Generation id of the log the accepted coordinates belong to. */
  generation: string
  /** UTC day of every receivedAt, days since 1970-01-01. */
  day: number
  /** As in EventBatch, sealed anew for this batch. */
  sealed: Uint8Array
  /** In the order they were accepted. */
  events: IdentifiedEvent[]
}

/** Why an event was refused, and the event as it was sent. */
export type RejectedEvent = {
  /** The sender's message id where one could be read, else one made by ingest. */
  id: string
  /** Owner of the data. */
  tenant: string
  /** Name of the source whose write key sent the event. */
  source: string
  /** Event type where one could be told. */
  type: string
  /** When ingest refused it, UTC. */
  receivedAt: number
  /** Reason from the catalogue in packages/event. */
  code: string
  /** JSON path of the field at fault; names only, never values. */
  field: string
  /** What is wrong and what to do; never a value of the event. */
  message: string
  /** Fingerprint of the schema it was checked against; zeros when none. */
  payloadSchema: Uint8Array
  /** Position of the original JSON among the sealed values; an original over 256 KB is cut there. */
  original: number
  /** Bytes of the whole original. */
  originalLength: number
  /** SHA-256 of the whole original. */
  originalSha256: Uint8Array
  /** The way it came in, such as segment/track, segment/batch, cloudevents or webhook/stripe; empty where an older Weir refused it. */
  door: string
  /** Position among the sealed values of what came beside the original and is a part of the event, as JSON: the context and sentAt of its batch, the headers of a webhook; -1 when nothing did. */
  delivery: number
}

/** One record of events.rejected: events that were refused, with their originals sealed. */
export type RejectedBatch = {
  /** UTC day of every receivedAt, days since 1970-01-01. */
  day: number
  /** One ciphertext holding the originals, and what came with them. Format: packages/privacy. */
  sealed: Uint8Array
  /** In the order they were refused. */
  events: RejectedEvent[]
}

const readIdentityChange = (from: Reader): IdentityChange => ({
  tenant: from.string(),
  keyId: from.long(),
  oneId: from.long(),
  version: from.long(),
  changedAt: from.long(),
})

const readChangeBatch = (from: Reader): ChangeBatch => ({
  changes: from.array(5, readIdentityChange),
})

const readKeyRef = (from: Reader): KeyRef => ({
  type: from.string(),
  scope: from.string(),
  hash: from.fixed(16),
  usable: from.boolean(),
  value: from.some() ? from.string() : null,
  sealed: from.int(),
})

const readEvent = (from: Reader): Event => ({
  id: from.string(),
  tenant: from.string(),
  source: from.string(),
  type: from.string(),
  occurredAt: from.long(),
  receivedAt: from.long(),
  keys: from.array(21, readKeyRef),
  context: from.map(),
  flags: from.array(1, from => from.string()),
  sealed: from.int(),
  payloadSchema: from.fixed(8),
  payload: from.view(),
})

const readEventBatch = (from: Reader): EventBatch => ({
  day: from.int(),
  sealed: from.view(),
  events: from.array(19, readEvent),
})

const skipKeyRef = (from: Reader): void => {
  from.skipBytes()
  from.skipBytes()
  from.skipFixed(16)
  from.skipFixed(1)
  if (from.some()) from.skipBytes()
  from.skipLong()
}

const readAcceptedTime = (from: Reader): AcceptedTime => {
  from.skipBytes()
  const $tenant = from.string()
  from.skipBytes()
  from.skipBytes()
  from.skipLong()
  const $receivedAt = from.long()
  from.skipArray(21, skipKeyRef)
  from.skipArray(2, from => { from.skipBytes(); from.skipBytes() })
  from.skipArray(1, from => { from.skipBytes() })
  from.skipLong()
  from.skipFixed(8)
  from.skipBytes()
  return {
    tenant: $tenant,
    receivedAt: $receivedAt,
  }
}

const readAcceptedTimeBatch = (from: Reader): AcceptedTimeBatch => {
  from.skipLong()
  from.skipBytes()
  const $events = from.array(19, readAcceptedTime)
  return {
    events: $events,
  }
}

const readAcceptedId = (from: Reader): AcceptedId => {
  const $id = from.string()
  const $tenant = from.string()
  const $source = from.string()
  const $type = from.string()
  from.skipLong()
  const $receivedAt = from.long()
  from.skipArray(21, skipKeyRef)
  from.skipArray(2, from => { from.skipBytes(); from.skipBytes() })
  from.skipArray(1, from => { from.skipBytes() })
  from.skipLong()
  from.skipFixed(8)
  from.skipBytes()
  return {
    id: $id,
    tenant: $tenant,
    source: $source,
    type: $type,
    receivedAt: $receivedAt,
  }
}

const readAcceptedIdBatch = (from: Reader): AcceptedIdBatch => {
  from.skipLong()
  from.skipBytes()
  const $events = from.array(19, readAcceptedId)
  return {
    events: $events,
  }
}

const readIdentifiedEvent = (from: Reader): IdentifiedEvent => ({
  partition: from.int(),
  offset: from.long(),
  index: from.int(),
  tenant: from.string(),
  receivedAt: from.long(),
  verdict: from.symbol(Verdict),
  oneId: from.long(),
  anchorKey: from.long(),
  keyIds: from.array(1, from => from.long()),
  event: from.some() ? readEvent(from) : null,
})

const readIdentifiedBatch = (from: Reader): IdentifiedBatch => ({
  generation: from.string(),
  day: from.int(),
  sealed: from.view(),
  events: from.array(10, readIdentifiedEvent),
})

const readRejectedEvent = (from: Reader): RejectedEvent => {
  const $id = from.string()
  const $tenant = from.string()
  const $source = from.string()
  const $type = from.string()
  const $receivedAt = from.long()
  const $code = from.string()
  const $field = from.string()
  const $message = from.string()
  const $payloadSchema = from.fixed(8)
  const $original = from.int()
  const $originalLength = from.int()
  const $originalSha256 = from.fixed(32)
  return {
    id: $id,
    tenant: $tenant,
    source: $source,
    type: $type,
    receivedAt: $receivedAt,
    code: $code,
    field: $field,
    message: $message,
    payloadSchema: $payloadSchema,
    original: $original,
    originalLength: $originalLength,
    originalSha256: $originalSha256,
    door: "",
    delivery: -1,
  }
}

const readRejectedBatch = (from: Reader): RejectedBatch => ({
  day: from.int(),
  sealed: from.view(),
  events: from.array(50, readRejectedEvent),
})

const readRejectedEvent2 = (from: Reader): RejectedEvent => ({
  id: from.string(),
  tenant: from.string(),
  source: from.string(),
  type: from.string(),
  receivedAt: from.long(),
  code: from.string(),
  field: from.string(),
  message: from.string(),
  payloadSchema: from.fixed(8),
  original: from.int(),
  originalLength: from.int(),
  originalSha256: from.fixed(32),
  door: from.string(),
  delivery: from.int(),
})

const readRejectedBatch2 = (from: Reader): RejectedBatch => ({
  day: from.int(),
  sealed: from.view(),
  events: from.array(52, readRejectedEvent2),
})

const writeIdentityChange = (to: Writer, value: IdentityChange): void => {
  to.string(value.tenant)
  to.long(value.keyId)
  to.long(value.oneId)
  to.long(value.version)
  to.long(value.changedAt)
}

const writeChangeBatch = (to: Writer, value: ChangeBatch): void => {
  to.array(value.changes, writeIdentityChange)
}

const writeKeyRef = (to: Writer, value: KeyRef): void => {
  to.string(value.type)
  to.string(value.scope ?? "")
  to.fixed(value.hash, 16)
  to.boolean(value.usable)
  to.optionalString(value.value)
  to.int(value.sealed ?? -1)
}

const writeEvent = (to: Writer, value: Event): void => {
  to.string(value.id)
  to.string(value.tenant)
  to.string(value.source)
  to.string(value.type)
  to.long(value.occurredAt)
  to.long(value.receivedAt)
  to.array(value.keys, writeKeyRef)
  to.map(value.context ?? {})
  to.array(value.flags ?? [], (to, value) => { to.string(value) })
  to.int(value.sealed ?? -1)
  to.fixed(value.payloadSchema, 8)
  to.view(value.payload)
}

const writeEventBatch = (to: Writer, value: EventBatch): void => {
  to.int(value.day)
  to.view(value.sealed)
  to.array(value.events, writeEvent)
}

const writeIdentifiedEvent = (to: Writer, value: IdentifiedEvent): void => {
  to.int(value.partition)
  to.long(value.offset)
  to.int(value.index)
  to.string(value.tenant)
  to.long(value.receivedAt)
  to.symbol(Verdict, value.verdict)
  to.long(value.oneId ?? 0)
  to.long(value.anchorKey ?? 0)
  to.array(value.keyIds ?? [], (to, value) => { to.long(value) })
  if (value.event === null || value.event === undefined) to.none()
  else {
    to.some()
    writeEvent(to, value.event)
  }
}

const writeIdentifiedBatch = (to: Writer, value: IdentifiedBatch): void => {
  to.string(value.generation)
  to.int(value.day)
  to.view(value.sealed)
  to.array(value.events, writeIdentifiedEvent)
}

const writeRejectedEvent = (to: Writer, value: RejectedEvent): void => {
  to.string(value.id)
  to.string(value.tenant)
  to.string(value.source)
  to.string(value.type ?? "")
  to.long(value.receivedAt)
  to.string(value.code)
  to.string(value.field ?? "")
  to.string(value.message ?? "")
  to.fixed(value.payloadSchema, 8)
  to.int(value.original)
  to.int(value.originalLength)
  to.fixed(value.originalSha256, 32)
  to.string(value.door ?? "")
  to.int(value.delivery ?? -1)
}

const writeRejectedBatch = (to: Writer, value: RejectedBatch): void => {
  to.int(value.day)
  to.view(value.sealed)
  to.array(value.events, writeRejectedEvent)
}

export const changeBatch: BatchCodec<ChangeBatch> = {
  name: 'ChangeBatch',
  fingerprint: '5d280d8c7e41f54f',
  write: writeChangeBatch,
  readers: {
    '5d280d8c7e41f54f': from => readChangeBatch(from),
  },
}

export const eventBatch: BatchCodec<EventBatch> = {
  name: 'EventBatch',
  fingerprint: '3b523053a4bd6c4a',
  write: writeEventBatch,
  readers: {
    '3b523053a4bd6c4a': from => readEventBatch(from),
  },
}

export const acceptedTimeReaders: BatchCodec<AcceptedTimeBatch>['readers'] = {
  '3b523053a4bd6c4a': from => readAcceptedTimeBatch(from),
}

export const acceptedIdReaders: BatchCodec<AcceptedIdBatch>['readers'] = {
  '3b523053a4bd6c4a': from => readAcceptedIdBatch(from),
}

export const identifiedBatch: BatchCodec<IdentifiedBatch> = {
  name: 'IdentifiedBatch',
  fingerprint: '7da5378d280709c7',
  write: writeIdentifiedBatch,
  readers: {
    '7da5378d280709c7': from => readIdentifiedBatch(from),
  },
}

export const rejectedBatch: BatchCodec<RejectedBatch> = {
  name: 'RejectedBatch',
  fingerprint: 'b9efcceb1f9728c5',
  write: writeRejectedBatch,
  readers: {
    '902461dda4e3bc3e': from => readRejectedBatch(from),
    'b9efcceb1f9728c5': from => readRejectedBatch2(from),
  },
}
