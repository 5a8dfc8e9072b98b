import type { ChangeBatch, EventBatch, IdentifiedBatch, KeyRef, RejectedBatch } from './event.ts'
import type { PayloadSchema } from './payload-schema.ts'

export type {
  ChangeBatch,
  Event,
  EventBatch,
  IdentifiedBatch,
  IdentifiedEvent,
  IdentityChange,
  KeyRef,
  RejectedBatch,
  RejectedEvent,
} from './event.ts'
export type { Domain, Fault, FieldKind, Payload, PayloadField, PayloadSchema, Sensitivity } from './payload-schema.ts'

const soon = (): never => {
  throw new Error('not built yet')
}

export const encodeEventBatch = (_batch: EventBatch): Uint8Array => soon()
export const decodeEventBatch = (_bytes: Uint8Array): EventBatch => soon()
export const encodeIdentifiedBatch = (_batch: IdentifiedBatch): Uint8Array => soon()
export const decodeIdentifiedBatch = (_bytes: Uint8Array): IdentifiedBatch => soon()
export const encodeRejectedBatch = (_batch: RejectedBatch): Uint8Array => soon()
export const decodeRejectedBatch = (_bytes: Uint8Array): RejectedBatch => soon()
export const encodeChangeBatch = (_batch: ChangeBatch): Uint8Array => soon()
export const decodeChangeBatch = (_bytes: Uint8Array): ChangeBatch => soon()
export const decodeAcceptedTimes = (_bytes: Uint8Array): { tenant: string; receivedAt: number }[] => soon()
export const decodeAcceptedIds = (
  _bytes: Uint8Array,
): { id: string; tenant: string; source: string; type: string; receivedAt: number }[] => soon()
export const dayOf = (_ms: number): number => soon()
export const eventIdHash = (_tenant: string, _source: string, _id: string): string => soon()
export const uuidOf = (_hex32: string): string => soon()
export const acceptedPartition = (_tenant: string, _keys: readonly KeyRef[], _id: string, _count: number): number =>
  soon()
export const identifiedPartition = (_idHashHex: string, _count: number): number => soon()
export const eventTypes: readonly string[] = []
export const payloadSchemaOf = (_type: string): PayloadSchema => soon()
export const payloadSchemaByFingerprint = (_fingerprint: Uint8Array): PayloadSchema | undefined => soon()
/** A sender's number or text as decimal text: at most 14 digits before and 4 after the point. Undefined when it is none. */
export const decimalOf = (_value: unknown): string | undefined => soon()

export { type Rejection, type RejectionCode, rejection, rejectionCodes } from './rejection-codes.ts'
