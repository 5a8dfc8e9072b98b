import { WeirError } from '@weir/errors'
import { z } from 'zod'
import type { KafkaOptions } from './options.ts'

/** Variables of the log in Kafka. */
export const kafkaEnv = {
  WEIR_KAFKA_SASL: z
    .enum(['plain', 'scram-sha-256', 'scram-sha-512'])
    .optional()
    .describe('How to log in to Kafka; not at all unless set'),
  WEIR_KAFKA_USERNAME: z.string().optional().describe('With `WEIR_KAFKA_SASL`'),
  WEIR_KAFKA_PASSWORD: z.string().optional().describe('With `WEIR_KAFKA_SASL`'),
  WEIR_KAFKA_CA_FILE: z
    .string()
    .optional()
    .describe('Certificate authority of the brokers (PEM), with `kafkas://`; those the system knows unless set'),
  WEIR_KAFKA_CERT_FILE: z.string().optional().describe('Our certificate (PEM), where brokers ask for one'),
  WEIR_KAFKA_KEY_FILE: z.string().optional().describe('The key of our certificate (PEM)'),
  WEIR_KAFKA_REPLICATION: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .describe('Replicas of each topic when it is made; 3 unless set, or as many as there are brokers'),
  WEIR_KAFKA_MIN_IN_SYNC: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .describe('Replicas that have a record before it is acknowledged; 2 unless set, or 1 with a single replica'),
  WEIR_KAFKA_COMPRESSION: z.enum(['lz4', 'gzip', 'none']).default('lz4').describe('Of what is sent to Kafka'),
}

type KafkaConfig = z.output<z.ZodObject<typeof kafkaEnv>>

/** @throws WeirError CONFIG_INVALID for a login without a name or a password. */
export function kafkaOptions(config: KafkaConfig): KafkaOptions {
  return {
    caFile: config.WEIR_KAFKA_CA_FILE,
    certFile: config.WEIR_KAFKA_CERT_FILE,
    keyFile: config.WEIR_KAFKA_KEY_FILE,
    sasl: saslOf(config),
    replicationFactor: config.WEIR_KAFKA_REPLICATION,
    minInSync: config.WEIR_KAFKA_MIN_IN_SYNC,
    compression: config.WEIR_KAFKA_COMPRESSION,
  }
}

function saslOf(config: KafkaConfig): KafkaOptions['sasl'] {
  const { WEIR_KAFKA_SASL: mechanism, WEIR_KAFKA_USERNAME: username, WEIR_KAFKA_PASSWORD: password } = config
  if (mechanism === undefined) return undefined
  if (username === undefined || password === undefined) {
    const field = username === undefined ? 'WEIR_KAFKA_USERNAME' : 'WEIR_KAFKA_PASSWORD'
    throw new WeirError('CONFIG_INVALID', `WEIR_KAFKA_SASL is set, ${field} is not`, { field, remedy: `set ${field}` })
  }
  return { mechanism, username, password }
}
