/** How to reach and use a Kafka cluster. */
export interface KafkaOptions {
  /** Files of the certificate authority, and of our certificate and key where brokers want one (`kafkas://`). */
  caFile?: string | undefined
  certFile?: string | undefined
  keyFile?: string | undefined
  sasl?: { mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'; username: string; password: string } | undefined
  /** Of each topic, when it is made. Default: 3, or as many brokers as there are. */
  replicationFactor?: number | undefined
  /** Replicas that must have a record before it is acknowledged. Default: 2, or 1 with a single replica. */
  minInSync?: number | undefined
  /** How records are compressed. Default lz4. */
  compression?: 'lz4' | 'gzip' | 'none' | undefined
  /** Longest an append may take, milliseconds; then its fate is unknown. Default 20,000: a broker's death takes 9 s. */
  appendTimeoutMs?: number | undefined
  /** A member that is not heard of for so long loses its partitions, milliseconds. Default 10,000. */
  sessionTimeoutMs?: number | undefined
  /** How often a member is heard of, and hears of changes of its group, milliseconds. Default 250. */
  heartbeatMs?: number | undefined
}

export const defaultKafka = {
  compression: 'lz4',
  appendTimeoutMs: 20_000,
  sessionTimeoutMs: 10_000,
  heartbeatMs: 250,
} as const

/** What one send to one partition carries at most, bytes of values; a larger record goes alone. */
export const sendBytes = 2 * 2 ** 20
/** What waits to be sent at most, in bytes, over all partitions; beyond it appends fail at once. */
export const waitingBytes = 64 * 2 ** 20
