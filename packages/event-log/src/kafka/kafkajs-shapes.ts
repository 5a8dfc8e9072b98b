import type { KafkaConfig, Message, ProducerRecord, RecordMetadata } from 'kafkajs'

/** An error as kafkajs throws it. */
export interface KafkaError extends Error {
  /** Kafka's name of the error, such as `NOT_LEADER_FOR_PARTITION`. */
  type?: string
  retriable?: boolean
  cause?: unknown
}

/** A request of Kafka's protocol, and how to read its answer. */
export interface Exchange<Answer> {
  request: {
    apiKey: number
    apiVersion: number
    apiName: string
    encode(): Promise<Encoder>
    expectResponse?: () => boolean
  }
  response: { decode(bytes: Buffer): Promise<Answer>; parse(answer: Answer): Promise<Answer> }
  requestTimeout?: number
  logResponseError?: boolean
}

/** Writes Kafka's primitive types. */
export interface Encoder {
  readonly buffer: Buffer
  writeInt8(value: number): this
  writeInt16(value: number): this
  writeInt32(value: number): this
  writeInt64(value: number | bigint): this
  writeString(value: string | null): this
  writeBytes(value: Buffer): this
  writeArray(items: readonly (Encoder | number | string)[]): this
}

export interface Connection {
  send<Answer>(exchange: Exchange<Answer>): Promise<Answer>
}

export interface Broker {
  readonly nodeId: number
  readonly versions: Readonly<Record<number, { minVersion: number; maxVersion: number }>>
  readonly connectionPool: {
    readonly host: string
    readonly port: number
    /** Of two connections; the broker answers the requests of one in order. */
    getConnection(index: 0 | 1): Promise<Connection>
  }
  /** The newest version of a request that both sides know. */
  lookupRequest<Input, Answer>(
    apiKey: number,
    definition: RequestDefinition<Input, Answer>,
  ): (input: Input) => Exchange<Answer>
  metadata(topics: readonly string[]): Promise<Metadata>
  listOffsets(request: {
    replicaId: number
    isolationLevel: number
    topics: readonly { topic: string; partitions: readonly { partition: number; timestamp: number }[] }[]
  }): Promise<{ responses: { topic: string; partitions: { partition: number; offset: string }[] }[] }>
  produce(request: {
    acks: number
    timeout: number
    producerId: bigint
    producerEpoch: number
    topicData: readonly {
      topic: string
      partitions: readonly { partition: number; firstSequence: number; messages: readonly Message[] }[]
    }[]
  }): Promise<unknown>
  syncGroup(request: {
    groupId: string
    generationId: number
    memberId: string
    groupAssignment: readonly { memberId: string; memberAssignment: Buffer }[]
  }): Promise<{ memberAssignment: Buffer }>
  heartbeat(request: { groupId: string; groupGenerationId: number; memberId: string }): Promise<unknown>
  leaveGroup(request: { groupId: string; memberId: string }): Promise<unknown>
  offsetCommit(request: {
    groupId: string
    groupGenerationId: number
    memberId: string
    topics: readonly { topic: string; partitions: readonly { partition: number; offset: string }[] }[]
  }): Promise<unknown>
  offsetFetch(request: {
    groupId: string
    topics: readonly { topic: string; partitions: readonly { partition: number }[] }[]
  }): Promise<{ responses: { topic: string; partitions: { partition: number; offset: string }[] }[] }>
  createTopics(request: { topics: readonly TopicCreation[]; timeout: number }): Promise<unknown>
  describeConfigs(request: {
    resources: readonly { type: number; name: string; configNames?: readonly string[] }[]
  }): Promise<{ resources: { errorCode: number; configEntries: { configName: string; configValue: string }[] }[] }>
  disconnect(): Promise<void>
}

export interface TopicCreation {
  topic: string
  numPartitions: number
  replicationFactor: number
  configEntries: readonly { name: string; value: string }[]
}

export interface PartitionMetadata {
  partitionId: number
  leader: number
  replicas: number[]
  isr: number[]
  partitionErrorCode: number
}

export interface Metadata {
  brokers: { nodeId: number; host: string; port: number }[]
  clusterId: string
  controllerId: number
  topicMetadata: { topic: string; topicErrorCode: number; partitionMetadata: PartitionMetadata[] }[]
}

/** Connections of one purpose to the brokers of a cluster, and what is known of it. */
export interface Cluster {
  connect(): Promise<void>
  disconnect(): Promise<void>
  refreshMetadata(): Promise<void>
  addMultipleTargetTopics(topics: readonly string[]): Promise<void>
  readonly targetTopics: Set<string>
  getNodeIds(): string[]
  findBroker(broker: { nodeId: number | string }): Promise<Broker>
  findControllerBroker(): Promise<Broker>
  findGroupCoordinator(group: { groupId: string }): Promise<Broker>
  findTopicPartitionMetadata(topic: string): PartitionMetadata[]
  readonly brokerPool: { withBroker<T>(use: (found: { broker: Broker }) => Promise<T>): Promise<T | null> }
}

export interface ClusterOptions extends Omit<KafkaConfig, 'socketFactory'> {
  logger: KafkaLogger
  socketFactory: KafkaConfig['socketFactory']
  metadataMaxAge: number
  allowAutoTopicCreation: boolean
  isolationLevel: number
  maxInFlightRequests: number | null
}

/** kafkajs's own logger. */
export interface KafkaLogger {
  namespace(name: string): KafkaLogger
}

export interface Producer {
  connect(): Promise<void>
  disconnect(): Promise<void>
  send(record: ProducerRecord): Promise<RecordMetadata[]>
}

export interface RequestDefinition<Input, Answer> {
  protocol(version: { version: number }): (input: Input) => Exchange<Answer>
}

export interface JoinGroupInput {
  groupId: string
  sessionTimeout: number
  rebalanceTimeout: number
  memberId: string
  protocolType: string
  groupProtocols: readonly { name: string; metadata: Buffer }[]
}

export interface JoinGroupAnswer {
  generationId: number
  leaderId: string
  memberId: string
  members: { memberId: string; memberMetadata: Buffer }[]
}
