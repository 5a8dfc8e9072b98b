import { createRequire } from 'node:module'
import { crc32c } from '@node-rs/crc32'
import type { KafkaConfig, logCreator } from 'kafkajs'
import type {
  Cluster,
  ClusterOptions,
  Encoder,
  JoinGroupAnswer,
  JoinGroupInput,
  KafkaError,
  KafkaLogger,
  Producer,
  RequestDefinition,
} from './kafkajs-shapes.ts'

/**
 * kafkajs, pinned at 2.2.4, with what its public face does not offer: its client for one cluster and the requests of
 * the group and fetch protocols. Loaded here alone, for it is mended on the way in.
 */
const require = createRequire(import.meta.url)

mendChecksum()
mendRequestQueue()

interface KafkaClient {
  producer(options: Record<string, unknown>): Producer
  logger(): KafkaLogger
}

interface Codec {
  compress(encoder: Encoder): Promise<Buffer>
  decompress(bytes: Buffer): Promise<Buffer>
}

interface PublicFace {
  Kafka: new (config: KafkaConfig & { logCreator: logCreator }) => KafkaClient
  CompressionTypes: { None: number; GZIP: number; LZ4: number }
  CompressionCodecs: Record<number, () => Codec>
  AssignerProtocol: {
    MemberMetadata: {
      encode(metadata: { version: number; topics: readonly string[]; userData: Buffer }): Buffer
      decode(bytes: Buffer): { userData: Buffer }
    }
    MemberAssignment: {
      encode(assignment: {
        version: number
        assignment: Readonly<Record<string, readonly number[]>>
        userData: Buffer
      }): Buffer
      decode(bytes: Buffer): { userData: Buffer } | null
    }
  }
}

const face: PublicFace = require('kafkajs')
export const { Kafka, CompressionTypes, CompressionCodecs, AssignerProtocol } = face
const ClusterOfKafkajs: new (options: ClusterOptions) => Cluster = require('kafkajs/src/cluster')
export const defaultSocketFactory: () => NonNullable<
  KafkaConfig['socketFactory']
> = require('kafkajs/src/network/socketFactory')
const EncoderOfKafkajs: new () => Encoder = require('kafkajs/src/protocol/encoder')
export const joinGroupRequest: RequestDefinition<
  JoinGroupInput,
  JoinGroupAnswer
> = require('kafkajs/src/protocol/requests/joinGroup')
export const apiKeys: Record<
  'Produce' | 'Fetch' | 'JoinGroup',
  number
> = require('kafkajs/src/protocol/requests/apiKeys')
const protocolErrors: { createErrorFromCode(code: number): KafkaError } = require('kafkajs/src/protocol/error')

export const createCluster = (options: ClusterOptions): Cluster => new ClusterOfKafkajs(options)
export const createEncoder = (): Encoder => new EncoderOfKafkajs()

/** The error of one of Kafka's numbers. */
export const kafkaErrorOf = (code: number): KafkaError => protocolErrors.createErrorFromCode(code)

/** kafkajs computes CRC-32C in JavaScript, about 9 ns a byte: most of what a large record costs. */
function mendChecksum(): void {
  const path = require.resolve('kafkajs/src/protocol/recordBatch/crc32C')
  require(path)
  require.cache[path]!.exports = (bytes: Buffer) => crc32c(bytes)
}

/** Its request queue re-arms a timer of a millisecond for ever, also with nothing to send (tulios/kafkajs#1751). */
function mendRequestQueue(): void {
  interface RequestQueue {
    pending: unknown[]
    throttledUntil: number
    scheduleCheckPendingRequests(): void
  }
  const { prototype }: { prototype: RequestQueue } = require('kafkajs/src/network/requestQueue')
  const schedule = prototype.scheduleCheckPendingRequests
  prototype.scheduleCheckPendingRequests = function scheduleWhenPending(this: RequestQueue) {
    if (this.pending.length > 0 || this.throttledUntil > Date.now()) schedule.call(this)
  }
}
