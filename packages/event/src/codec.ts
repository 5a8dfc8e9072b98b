import type { Reader } from './avro/reader.ts'
import type { Writer } from './avro/writer.ts'
import type { Payload } from './payload-schema.ts'

/** How one kind of record is written (newest version) and read (every version, always in the newest shape). */
export interface BatchCodec<T> {
  name: string
  /** Fingerprint of what `write` writes, hex. */
  fingerprint: string
  write(to: Writer, batch: T): void
  /** By the fingerprint the bytes were written with, hex. */
  readers: Readonly<Record<string, (from: Reader) => T>>
}

/** How the payload of one schema file is read, in the newest shape of its type, and written, if it is the newest. */
export interface PayloadCodec {
  file: string
  read(from: Reader): Payload
  write?(to: Writer, payload: Payload): void
}
