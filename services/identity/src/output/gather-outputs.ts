import { eventIdHash, type IdentifiedEvent, identifiedPartition } from '@weir/event'
import { type LogRecord, maxRecordBytes, maxRecordEvents } from '@weir/event-log'
import { openValues, type Secrets } from '@weir/privacy'
import { encodeBatch, withOwnValues } from './encode-batch.ts'

/** A record of events.accepted whose events are stamped. */
export interface StampedRecord {
  day: number
  sealed: Uint8Array
  /** Size of the record as it was read. */
  bytes: number
  events: readonly IdentifiedEvent[]
}

export interface OutputOptions {
  /** Of events.identified. */
  partitions: number
  /** Generation of the log the accepted coordinates belong to. */
  generation: string
  secrets: Secrets
}

/** The events of one input record that go to one partition. */
interface Piece {
  record: StampedRecord
  events: readonly IdentifiedEvent[]
}

/** What waits to become one record. */
interface Run {
  day: number
  pieces: Piece[]
  events: number
  bytes: number
}

/** A run of so many events is a good record: more would only be sealed anew. */
const enoughEvents = 250

/** Coordinates, times, ids and the envelope of an entry, roughly. */
const stampBytes = 64

/**
 * Records for events.identified, for each partition in the order of acceptance. A record that goes to one partition
 * whole keeps its ciphertext; small ones, and parts of records, are joined and sealed anew.
 */
export function gatherOutputs(records: readonly StampedRecord[], options: OutputOptions): LogRecord[] {
  const outputs: LogRecord[] = []
  const runs = new Map<number, Run>()
  const end = (partition: number) => {
    const run = runs.get(partition)
    if (run) for (const value of encodeRun(run, options)) outputs.push({ partition, value })
    runs.delete(partition)
  }

  for (const record of records) {
    for (const [partition, events] of byPartition(record.events, options.partitions)) {
      const bytes = Math.ceil((record.bytes * events.length) / record.events.length) + events.length * stampBytes
      const run = runs.get(partition)
      const isGoodAlone = events.length === record.events.length && events.length >= enoughEvents
      if (run && (isGoodAlone || !fits(run, record.day, events.length, bytes))) end(partition)
      const open = runs.get(partition) ?? { day: record.day, pieces: [], events: 0, bytes: 0 }
      open.pieces.push({ record, events })
      open.events += events.length
      open.bytes += bytes
      runs.set(partition, open)
    }
  }
  for (const partition of [...runs.keys()]) end(partition)
  return outputs
}

const fits = (run: Run, day: number, events: number, bytes: number): boolean =>
  run.day === day &&
  run.events < enoughEvents &&
  run.events + events <= maxRecordEvents &&
  run.bytes + bytes <= maxRecordBytes

function byPartition(events: readonly IdentifiedEvent[], partitions: number): Map<number, readonly IdentifiedEvent[]> {
  if (partitions === 1) return new Map([[0, events]])
  const parts = new Map<number, IdentifiedEvent[]>()
  for (const identified of events) {
    const { source, id } = identified.event!
    const partition = identifiedPartition(eventIdHash(identified.tenant, source, id), partitions)
    const part = parts.get(partition)
    if (part) part.push(identified)
    else parts.set(partition, [identified])
  }
  return parts
}

function encodeRun({ day, pieces }: Run, { generation, secrets }: OutputOptions): Uint8Array[] {
  const [first] = pieces
  if (pieces.length === 1 && first!.events.length === first!.record.events.length) {
    return encodeBatch({ generation, day, sealed: first!.record.sealed, events: first!.events }, secrets)
  }
  const sealed: string[] = []
  const events = pieces.flatMap(piece => {
    const { sealed: ciphertext } = piece.record
    return ciphertext.length === 0
      ? piece.events
      : withOwnValues(piece.events, openValues(secrets, ciphertext), sealed).events
  })
  return encodeBatch({ generation, day, sealed, events }, secrets)
}
