import { duration } from '@weir/config'
import { z } from 'zod'
import { kafkaEnv, kafkaOptions } from './kafka/env.ts'
import type { EventLogOptions } from './options.ts'

const bytes = (fallback: number) => z.coerce.number().int().min(1).default(fallback)

/** Variables of the event log; services spread them into their schema. */
export const eventLogEnv = {
  WEIR_LOG_URL: z
    .string()
    .regex(/^lmdb:.+|^kafkas?:\/\/.+/, 'must be lmdb:<directory> or kafka://<host>:<port>,<host>:<port>[/<prefix>]')
    .optional()
    .describe(
      'Event log: `lmdb:<directory>`, `kafka://<host>:<port>,<host>:<port>`, or `kafkas://…` for TLS, with `/<prefix>` ' +
        'where several installations share a cluster; by default `lmdb:<WEIR_DATA_DIR>/log`',
    ),
  WEIR_LOG_PARTITIONS: z.coerce
    .number()
    .int()
    .min(1)
    .max(256)
    .optional()
    .describe('Partitions of each topic; fixed when the log is made, unless set 1, in Kafka 12'),
  WEIR_LOG_RETENTION: duration
    .prefault('7d')
    .describe('How long the embedded log keeps records that every stage has processed'),
  WEIR_LOG_RETENTION_BYTES: bytes(512 * 2 ** 20).describe(
    'Most bytes a topic of the embedded log keeps of what is processed',
  ),
  WEIR_LOG_MAX_BYTES: bytes(20 * 2 ** 30).describe('Size of the embedded log at which ingest answers 503'),
  WEIR_LOG_MIN_FREE_BYTES: z.coerce
    .number()
    .int()
    .min(0)
    .default(256 * 2 ** 20)
    .describe('Free disk space below which ingest answers 503'),
  ...kafkaEnv,
}

type EventLogConfig = { WEIR_DATA_DIR: string } & z.output<z.ZodObject<typeof eventLogEnv>>

/** The options of `openEventLog` from a service's configuration. */
export const eventLogOptions = (config: EventLogConfig): EventLogOptions => ({
  url: config.WEIR_LOG_URL ?? `lmdb:${config.WEIR_DATA_DIR}/log`,
  partitions: config.WEIR_LOG_PARTITIONS,
  limits: {
    retentionMs: config.WEIR_LOG_RETENTION,
    retentionBytes: config.WEIR_LOG_RETENTION_BYTES,
    maxBytes: config.WEIR_LOG_MAX_BYTES,
    minFreeBytes: config.WEIR_LOG_MIN_FREE_BYTES,
  },
  kafka: config.WEIR_LOG_URL?.startsWith('kafka') ? kafkaOptions(config) : undefined,
})
