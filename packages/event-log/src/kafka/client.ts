import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { WeirError } from '@weir/errors'
import type { KafkaConfig, SASLOptions } from 'kafkajs'
import type { KafkaAddress } from './address.ts'
import { type ClientLog, createLogCreator } from './client-log.ts'
import { createCluster, defaultSocketFactory, Kafka } from './kafkajs.ts'
import type { Cluster, Producer } from './kafkajs-shapes.ts'
import type { KafkaOptions } from './options.ts'

/** Makes connections to one cluster, each for one purpose, so that a request that waits holds up no other. */
export interface KafkaClient {
  readonly address: KafkaAddress
  /** Not yet connected. */
  cluster(): Cluster
  /** Idempotent, all replicas. `destroy` ends it at once and for good: nothing is sent afterwards, not even again. */
  producer(): { producer: Producer; destroy: () => void }
}

/** Longest an ordinary request may go unanswered, milliseconds: a frozen broker is noticed by this. */
export const requestTimeoutMs = 5_000
const retry = { initialRetryTime: 50, maxRetryTime: 500, factor: 0.2, multiplier: 2, retries: 3 }
/** A send is tried again until its own deadline. */
const sendRetry = { ...retry, initialRetryTime: 100, maxRetryTime: 1_000, retries: 60 }
const metadataMaxAge = 60_000

/** @throws WeirError CONFIG_INVALID when a certificate cannot be read. */
export function createClient(address: KafkaAddress, options: KafkaOptions, log: ClientLog | undefined): KafkaClient {
  const config: KafkaConfig & { logCreator: ReturnType<typeof createLogCreator> } = {
    brokers: [...address.brokers],
    clientId: 'weir',
    connectionTimeout: 3_000,
    authenticationTimeout: 5_000,
    requestTimeout: requestTimeoutMs,
    enforceRequestTimeout: true,
    retry,
    logLevel: 2, // warnings; the hook decides what of them is worth a line
    logCreator: createLogCreator(log),
    ...(address.tls ? { ssl: readTls(options) } : {}),
    ...(options.sasl ? { sasl: options.sasl as SASLOptions } : {}),
  }
  const logger = new Kafka(config).logger()
  return {
    address,
    cluster: () =>
      createCluster({
        ...config,
        logger,
        socketFactory: defaultSocketFactory(),
        metadataMaxAge,
        allowAutoTopicCreation: false,
        isolationLevel: 0,
        maxInFlightRequests: null,
      }),
    producer() {
      const sockets = new Set<Socket>()
      let destroyed = false
      const connect = defaultSocketFactory()
      const socketFactory: typeof connect = to => {
        if (destroyed) throw new Error('this producer is closed')
        const socket = connect(to)
        sockets.add(socket)
        socket.once('close', () => sockets.delete(socket))
        return socket
      }
      const producer = new Kafka({ ...config, socketFactory }).producer({
        idempotent: true,
        maxInFlightRequests: 1,
        allowAutoTopicCreation: false,
        metadataMaxAge,
        retry: sendRetry,
        createPartitioner:
          () =>
          ({ message }: { message: { partition: number } }) =>
            message.partition,
      })
      return {
        producer,
        destroy() {
          destroyed = true
          for (const socket of sockets) socket.destroy()
          producer.disconnect().catch(() => {}) // only its memory is left to give back
        },
      }
    },
  }
}

function readTls({ caFile, certFile, keyFile }: KafkaOptions) {
  const read = (field: string, path: string | undefined) => {
    if (path === undefined) return undefined
    try {
      return readFileSync(path, 'utf8')
    } catch (cause) {
      throw new WeirError('CONFIG_INVALID', `${path} cannot be read`, { field, cause })
    }
  }
  const ca = read('WEIR_KAFKA_CA_FILE', caFile)
  const [cert, key] = [read('WEIR_KAFKA_CERT_FILE', certFile), read('WEIR_KAFKA_KEY_FILE', keyFile)]
  return { ...(ca ? { ca } : {}), ...(cert ? { cert } : {}), ...(key ? { key } : {}) }
}
