import { encodeEventBatch } from '@weir/event'
import { topics } from '@weir/event-log'
import { type Secrets, sealValues } from '@weir/privacy'
import type { Accepted } from '../pipeline/verdict.ts'
import type { RecordCodec } from './gatherer.ts'

/** An EventBatch: one ciphertext holds the sealed values of all its events. */
export function acceptedRecord(secrets: Secrets): RecordCodec<Accepted> {
  return {
    topic: topics.accepted,
    sizeOf: ({ event, sealed }) => {
      let bytes = 200 + event.id.length + event.payload.length + event.keys.length * 64
      for (const name in event.context) bytes += name.length + event.context[name]!.length + 4
      for (const text of sealed) bytes += text.length + 8
      return bytes
    },
    encode(day, entries) {
      const sealed: string[] = []
      for (const entry of entries) sealed.push(...entry.sealed)
      // Positions so far count from the event's own first value. Copied, not moved: a record may be encoded twice.
      let first = 0
      const events = entries.map(({ event, sealed: own }) => {
        const base = first
        first += own.length
        if (base === 0 || own.length === 0) return event
        const keys = event.keys.map(key => (key.sealed < 0 ? key : { ...key, sealed: key.sealed + base }))
        return { ...event, keys, sealed: event.sealed < 0 ? -1 : event.sealed + base }
      })
      return encodeEventBatch({ day, sealed: sealValues(secrets, sealed), events })
    },
  }
}
