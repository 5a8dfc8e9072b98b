import { crc32c } from '@node-rs/crc32'
import { type ByteReader, createByteReader } from './byte-reader.ts'
import { decompress } from './codecs.ts'

/** Records as they lie in Kafka: one batch of the wire format, version 2, still compressed. */
export interface RawBatch {
  /** Kafka's offsets of its first and last record. */
  first: number
  last: number
  bytes: Buffer
}

export interface KafkaRecord {
  /** Kafka's offset: ours is one less. */
  offset: number
  timestamp: number
  /** `null` for a genesis record. */
  value: Buffer | null
  headers: ReadonlyMap<string, string>
}

const headBytes = 61
const at = { length: 8, magic: 16, crc: 17, attributes: 21, lastDelta: 23, baseTime: 27, maxTime: 35, count: 57 }
const logAppendTime = 0x08
const control = 0x20

/** Cuts what a broker sent into whole batches. A cut-off one at the end comes whole with the next fetch. */
export function splitBatches(bytes: Buffer): RawBatch[] {
  const batches: RawBatch[] = []
  for (let start = 0; start + headBytes <= bytes.length; ) {
    const end = start + 12 + bytes.readInt32BE(start + at.length)
    if (end > bytes.length) break
    if (end - start < headBytes) throw new Error('a batch of records is damaged: it is shorter than its head')
    const first = Number(bytes.readBigInt64BE(start))
    batches.push({ first, last: first + bytes.readInt32BE(start + at.lastDelta), bytes: bytes.subarray(start, end) })
    start = end
  }
  return batches
}

/** The records of a batch. @throws Error when it is damaged: nothing of it is to be trusted or passed over. */
export function decodeBatch({ first, bytes }: RawBatch): KafkaRecord[] {
  const magic = bytes.readInt8(at.magic)
  if (magic !== 2) throw new Error(`a batch of records has format ${magic}, not 2`)
  const checksum = bytes.readUInt32BE(at.crc)
  if (crc32c(bytes.subarray(at.attributes)) !== checksum)
    throw new Error('a batch of records is damaged: wrong checksum')
  const attributes = bytes.readInt16BE(at.attributes)
  if ((attributes & control) !== 0) return [] // a transaction's marker: seen as a gap, for nobody writes such here
  const count = bytes.readInt32BE(at.count)
  const baseTime = Number(bytes.readBigInt64BE(at.baseTime))
  const fixedTime = (attributes & logAppendTime) !== 0 ? Number(bytes.readBigInt64BE(at.maxTime)) : undefined
  const reader = createByteReader(decompress(attributes & 0x07, bytes.subarray(headBytes)))
  return Array.from({ length: count }, () => {
    const length = reader.varint()
    const end = reader.position() + length
    reader.skip(1)
    const timestamp = fixedTime ?? baseTime + reader.varint()
    if (fixedTime !== undefined) reader.varint()
    const offset = first + reader.varint()
    bytesOf(reader) // the key
    const value = bytesOf(reader)
    const headers = new Map<string, string>()
    for (let left = reader.varint(); left > 0; left--) {
      headers.set(String(bytesOf(reader)), String(bytesOf(reader) ?? ''))
    }
    if (reader.position() !== end) throw new Error('a record is damaged: it is not as long as it says')
    return { offset, timestamp, value, headers }
  })
}

/** With their length before them; `null` for a length below zero. */
function bytesOf(reader: ByteReader): Buffer | null {
  const length = reader.varint()
  return length < 0 ? null : reader.take(length)
}
