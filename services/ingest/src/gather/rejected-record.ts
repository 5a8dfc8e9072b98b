import { hash } from 'node:crypto'
import { encodeRejectedBatch, type RejectedEvent } from '@weir/event'
import { topics } from '@weir/event-log'
import { type Secrets, sealValues } from '@weir/privacy'
import type { Rejected } from '../pipeline/verdict.ts'
import type { RecordCodec } from './gatherer.ts'

/** Of an original larger than this only the beginning is kept, with the length and hash of the whole. */
export const keptOriginalBytes = 256 * 1_024

/** A refused event as its dead letter will hold it. */
export interface DeadLetter {
  event: RejectedEvent
  original: string
}

export interface Origin {
  tenant: string
  source: string
  /** Unix ms. */
  receivedAt: number
}

export function deadLetterOf(
  { rejection, id, type, payloadSchema }: Rejected,
  original: string,
  origin: Origin,
): DeadLetter {
  const bytes = Buffer.from(original)
  return {
    original: bytes.length > keptOriginalBytes ? wholeCharacters(bytes.subarray(0, keptOriginalBytes)) : original,
    event: {
      ...origin,
      ...rejection,
      id,
      type,
      payloadSchema,
      original: 0,
      originalLength: bytes.length,
      originalSha256: hash('sha256', bytes, 'buffer'),
    },
  }
}

/** A cut in the middle of a character would end in a replacement character that was never sent. */
const wholeCharacters = (bytes: Buffer) => new TextDecoder().decode(bytes, { stream: true })

/** A RejectedBatch: one ciphertext holds the originals of all its events. */
export function rejectedRecord(secrets: Secrets): RecordCodec<DeadLetter> {
  return {
    topic: topics.rejected,
    sizeOf: ({ event, original }) => 400 + event.message.length + original.length * 1.5,
    encode: (day, letters) =>
      encodeRejectedBatch({
        day,
        sealed: sealValues(
          secrets,
          letters.map(({ original }) => original),
        ),
        events: letters.map(({ event }, index) => ({ ...event, original: index })),
      }),
  }
}
