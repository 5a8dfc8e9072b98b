import { hash } from 'node:crypto'
import { encodeRejectedBatch, keptOriginalBytes, type RejectedEvent } from '@weir/event'
import { topics } from '@weir/event-log'
import { type Secrets, sealValues } from '@weir/privacy'
import type { Rejected } from '../pipeline/verdict.ts'
import type { RecordCodec } from './gatherer.ts'
import type { Door, Original } from './original.ts'

/** A refused event as its dead letter will hold it. */
export interface DeadLetter {
  event: RejectedEvent
  original: string
  /** What came beside it; empty when nothing did. */
  delivery: string
}

export interface Origin {
  tenant: string
  source: string
  /** Unix ms. */
  receivedAt: number
  door: Door
}

export function deadLetterOf(
  { rejection, id, type, payloadSchema }: Rejected,
  { text, delivery }: Original,
  { tenant, source, receivedAt, door }: Origin,
): DeadLetter {
  const bytes = Buffer.from(text)
  return {
    original: bytes.length > keptOriginalBytes ? wholeCharacters(bytes.subarray(0, keptOriginalBytes)) : text,
    delivery,
    event: {
      ...{ tenant, source, receivedAt, door },
      ...rejection,
      id,
      type,
      payloadSchema,
      original: 0,
      delivery: -1,
      originalLength: bytes.length,
      originalSha256: hash('sha256', bytes, 'buffer'),
    },
  }
}

/** A cut in the middle of a character would end in a replacement character that was never sent. */
const wholeCharacters = (bytes: Buffer) => new TextDecoder().decode(bytes, { stream: true })

/** A RejectedBatch: one ciphertext holds the originals of all its events, and once each what came beside them. */
export function rejectedRecord(secrets: Secrets): RecordCodec<DeadLetter> {
  return {
    topic: topics.rejected,
    sizeOf: ({ event, original, delivery }) => 400 + event.message.length + (original.length + delivery.length) * 1.5,
    encode(day, letters) {
      const values = letters.map(({ original }) => original)
      const deliveries = new Map<string, number>()
      const positionOf = (delivery: string): number => {
        if (delivery === '') return -1
        const known = deliveries.get(delivery)
        if (known !== undefined) return known
        deliveries.set(delivery, values.length)
        return values.push(delivery) - 1
      }
      const events = letters.map(({ event, delivery }, original) => ({
        ...event,
        original,
        delivery: positionOf(delivery),
      }))
      return encodeRejectedBatch({ day, sealed: sealValues(secrets, values), events })
    },
  }
}
