export {
  decodeAcceptedIds,
  decodeAcceptedTimes,
  decodeChangeBatch,
  decodeEventBatch,
  decodeIdentifiedBatch,
  decodeRejectedBatch,
  encodeChangeBatch,
  encodeEventBatch,
  encodeIdentifiedBatch,
  encodeRejectedBatch,
} from './batches.ts'
export { decimalOf } from './decimal.ts'
export { dayOf, eventIdHash, uuidOf } from './event-id.ts'
export type {
  AcceptedId,
  AcceptedTime,
  ChangeBatch,
  Event,
  EventBatch,
  IdentifiedBatch,
  IdentifiedEvent,
  IdentityChange,
  KeyRef,
  RejectedBatch,
  RejectedEvent,
  Verdict,
} from './generated/batches.ts'
export type { Item, PayloadTypes, PersonRef } from './generated/payloads.ts'
export { schemaFiles } from './generated/schemas.ts'
export { keptOriginalBytes } from './kept-original.ts'
export { acceptedPartition, identifiedPartition } from './partition.ts'
export type { Domain, Fault, FieldKind, Payload, PayloadField, PayloadSchema, Sensitivity } from './payload-schema.ts'
export { eventTypes, payloadSchemaByFingerprint, payloadSchemaOf } from './payload-schemas.ts'
export { earliestTime, isPossibleTime } from './possible-time.ts'
export { type Rejection, type RejectionCode, rejection, rejectionCodes } from './rejection-codes.ts'
