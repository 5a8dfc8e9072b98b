import { type ByteReader, createByteReader } from './byte-reader.ts'
import { apiKeys, createEncoder } from './kafkajs.ts'
import type { Exchange } from './kafkajs-shapes.ts'

export interface FetchPartition {
  topic: string
  partition: number
  /** Kafka's. */
  offset: number
  maxBytes: number
}

export interface FetchedPartition {
  topic: string
  partition: number
  /** 0 is none. */
  errorCode: number
  /** The first offset it still holds. */
  start: number
  /** Whole batches, and perhaps the beginning of another. */
  bytes: Buffer
}

export interface FetchAnswer {
  clientSideThrottleTime: number
  errorCode: number
  partitions: FetchedPartition[]
}

/** The oldest version that names each partition's own error and start; Kafka 2.3 and later speak it. */
export const fetchVersion = 11

/** A fetch whose answer is read by us: kafkajs fails the whole of it for one partition, and checks no checksum. */
export function fetchExchange(
  partitions: readonly FetchPartition[],
  limits: { maxWaitMs: number; maxBytes: number },
): Exchange<FetchAnswer> {
  return {
    request: {
      apiKey: apiKeys.Fetch,
      apiVersion: fetchVersion,
      apiName: 'Fetch',
      async encode() {
        return createEncoder()
          .writeInt32(-1) // no replica
          .writeInt32(limits.maxWaitMs)
          .writeInt32(1)
          .writeInt32(limits.maxBytes)
          .writeInt8(0) // nobody writes transactions here
          .writeInt32(0) // no fetch session
          .writeInt32(-1)
          .writeArray(partitions.map(encodePartition))
          .writeArray([])
          .writeString('')
      },
    },
    response: { decode: async bytes => decodeFetch(bytes), parse: async answer => answer },
    requestTimeout: limits.maxWaitMs + 5_000,
  }
}

/** Every partition as a topic of its own, so that their order, which decides who comes first, is ours. */
const encodePartition = ({ topic, partition, offset, maxBytes }: FetchPartition) =>
  createEncoder()
    .writeString(topic)
    .writeArray([
      createEncoder().writeInt32(partition).writeInt32(-1).writeInt64(offset).writeInt64(-1).writeInt32(maxBytes),
    ])

function decodeFetch(bytes: Buffer): FetchAnswer {
  const reader = createByteReader(bytes)
  const answer: FetchAnswer = { clientSideThrottleTime: reader.int32(), errorCode: reader.int16(), partitions: [] }
  reader.skip(4) // the fetch session
  for (let topics = reader.int32(); topics > 0; topics--) {
    const topic = reader.take(reader.int16()).toString()
    for (let count = reader.int32(); count > 0; count--) answer.partitions.push(decodePartition(topic, reader))
  }
  return answer
}

function decodePartition(topic: string, reader: ByteReader): FetchedPartition {
  const [partition, errorCode] = [reader.int32(), reader.int16()]
  reader.skip(16) // the ends, with and without open transactions
  const start = reader.int64()
  const transactions = reader.int32()
  reader.skip(16 * Math.max(0, transactions))
  reader.skip(4) // a replica nearer by
  const length = reader.int32()
  return { topic, partition, errorCode, start, bytes: reader.take(Math.max(0, length)) }
}
