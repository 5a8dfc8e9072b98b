import { WeirError } from '@weir/errors'
import { encodeIdentifiedBatch, type IdentifiedEvent } from '@weir/event'
import { maxRecordBytes } from '@weir/event-log'
import { openValues, type Secrets, sealValues } from '@weir/privacy'

/** Events of one output record, with the values their `sealed` places point to. */
export interface OutputBatch {
  generation: string
  day: number
  /** A ciphertext that holds exactly their values, or the values in clear. */
  sealed: Uint8Array | readonly string[]
  events: readonly IdentifiedEvent[]
}

/** The record, or several when one would be too large. Splitting seals each part anew. */
export function encodeBatch(batch: OutputBatch, secrets: Secrets): Uint8Array[] {
  const { generation, day, events } = batch
  const sealed = batch.sealed instanceof Uint8Array ? batch.sealed : sealValues(secrets, batch.sealed)
  const bytes = encodeIdentifiedBatch({ generation, day, sealed, events: [...events] })
  if (bytes.length <= maxRecordBytes) return [bytes]
  if (events.length === 1) throw new WeirError('LOG_RECORD_INVALID', 'one event alone is larger than a log record')
  const values = batch.sealed instanceof Uint8Array ? openValues(secrets, batch.sealed) : batch.sealed
  const half = Math.ceil(events.length / 2)
  return [events.slice(0, half), events.slice(half)].flatMap(part =>
    encodeBatch({ generation, day, ...withOwnValues(part, values) }, secrets),
  )
}

/**
 * The events with only the values they point to, appended to `own`, and places that fit. Several may point to one value.
 * The events given are not changed.
 */
export function withOwnValues(
  events: readonly IdentifiedEvent[],
  values: readonly string[],
  own: string[] = [],
): { events: IdentifiedEvent[]; sealed: string[] } {
  const places = new Map([[-1, -1]])
  const place = (at: number): number => {
    const known = places.get(at)
    if (known !== undefined) return known
    const value = values[at]
    if (value === undefined) throw new WeirError('LOG_RECORD_INVALID', `a record has no sealed value ${at}`)
    places.set(at, own.push(value) - 1)
    return own.length - 1
  }
  const moved = events.map(identified => {
    const { event } = identified
    if (!event) return identified
    const keys = event.keys.map(key => (key.sealed < 0 ? key : { ...key, sealed: place(key.sealed) }))
    return { ...identified, event: { ...event, keys, sealed: place(event.sealed) } }
  })
  return { events: moved, sealed: own }
}
