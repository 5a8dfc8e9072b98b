import { WeirError } from '@weir/errors'
import { Reader } from './avro/reader.ts'
import { Writer } from './avro/writer.ts'
import type { BatchCodec } from './codec.ts'
import {
  type AcceptedId,
  type AcceptedTime,
  acceptedIdReaders,
  acceptedTimeReaders,
  type ChangeBatch,
  changeBatch,
  type EventBatch,
  eventBatch,
  type IdentifiedBatch,
  identifiedBatch,
  type RejectedBatch,
  rejectedBatch,
} from './generated/batches.ts'

/** https://avro.apache.org/docs/1.12.0/specification/#single-object-encoding: marker, fingerprint, body. */
const marker = [0xc3, 0x01] as const
const headerBytes = 10

const writer = new Writer()

const encoder = <T>(codec: BatchCodec<T>): ((batch: T) => Uint8Array) => {
  const header = Uint8Array.from([...marker, ...Buffer.from(codec.fingerprint, 'hex')])
  return batch => {
    writer.start()
    writer.raw(header)
    codec.write(writer, batch)
    return writer.finish()
  }
}

const decoder = <T>(name: string, readers: BatchCodec<T>['readers']): ((bytes: Uint8Array) => T) => {
  const versions = new Map(Object.entries(readers))
  return bytes => {
    if (bytes.length < headerBytes || bytes[0] !== marker[0] || bytes[1] !== marker[1]) {
      throw new WeirError('LOG_RECORD_INVALID', `A record that should be an ${name} is no Avro single object`)
    }
    const fingerprint = Buffer.from(bytes.subarray(2, headerBytes)).toString('hex')
    const read = versions.get(fingerprint)
    if (read === undefined) {
      throw new WeirError('LOG_RECORD_INVALID', `No known version of ${name} has the fingerprint ${fingerprint}`, {
        remedy: 'If a newer Weir wrote it, bring every service to that version.',
      })
    }
    const from = new Reader(bytes, headerBytes)
    const batch = read(from)
    from.finish()
    return batch
  }
}

/** Values of type bytes are views of what is read: reading a copy keeps them whole when the log reuses its buffer. */
const copying =
  <T>(decode: (bytes: Uint8Array) => T): ((bytes: Uint8Array) => T) =>
  bytes =>
    decode(new Uint8Array(bytes))

/** An Avro single object. Throws LOG_RECORD_INVALID for a batch its schema cannot hold, such as a number beyond 2^53. */
export const encodeEventBatch: (batch: EventBatch) => Uint8Array = encoder(eventBatch)
export const encodeIdentifiedBatch: (batch: IdentifiedBatch) => Uint8Array = encoder(identifiedBatch)
export const encodeRejectedBatch: (batch: RejectedBatch) => Uint8Array = encoder(rejectedBatch)
export const encodeChangeBatch: (batch: ChangeBatch) => Uint8Array = encoder(changeBatch)

/**
 * Reads any known version, in the newest shape. Throws LOG_RECORD_INVALID for an unknown fingerprint or a bad body.
 * All byte values of a batch share one buffer: copy those that outlive it.
 */
export const decodeEventBatch: (bytes: Uint8Array) => EventBatch = copying(decoder('EventBatch', eventBatch.readers))
export const decodeIdentifiedBatch: (bytes: Uint8Array) => IdentifiedBatch = copying(
  decoder('IdentifiedBatch', identifiedBatch.readers),
)
export const decodeRejectedBatch: (bytes: Uint8Array) => RejectedBatch = copying(
  decoder('RejectedBatch', rejectedBatch.readers),
)
export const decodeChangeBatch: (bytes: Uint8Array) => ChangeBatch = decoder('ChangeBatch', changeBatch.readers)

const acceptedTimes = decoder('EventBatch', acceptedTimeReaders)
const acceptedIds = decoder('EventBatch', acceptedIdReaders)

/** Tenant and time of every event of an EventBatch, in order; skips the rest unread. For the ledger. */
export const decodeAcceptedTimes = (bytes: Uint8Array): AcceptedTime[] => acceptedTimes(bytes).events

/** Who sent what and when, of every event of an EventBatch, in order; skips the rest unread. For receipts and live pages. */
export const decodeAcceptedIds = (bytes: Uint8Array): AcceptedId[] => acceptedIds(bytes).events
