import { clickhouseEnv } from '@weir/clickhouse'
import { commonEnv, port } from '@weir/config'
import { secretsEnv } from '@weir/credentials'
import { eventLogEnv } from '@weir/event-log'
import { stateStoreEnv } from '@weir/state-store'
import { telemetryEnv } from '@weir/telemetry'
import { z } from 'zod'

/** What the command line itself reads; `weir start` hands everything else in the environment to the services as it is. */
export const configSchema = z.object({
  ...commonEnv,
  ...telemetryEnv,
  ...secretsEnv,
  ...stateStoreEnv,
  ...eventLogEnv,
  ...clickhouseEnv,
  WEIR_QUERY_PORT: port(4000).describe('Port of the query service and the console'),
  WEIR_INGEST_PORT: port(4001).describe('Port of ingest'),
  WEIR_IDENTITY_PORT: port(4002).describe('Port of identity: probes, metrics, internal look-ups'),
  WEIR_PROCESSOR_PORT: port(4003).describe('Port of the processor: probes, metrics and lag'),
  WEIR_ALERTS_PORT: port(4004).describe('Port of alerts'),
  WEIR_API_KEY: z
    .string()
    .optional()
    .describe('API key for commands that use the API; the manage key of credentials.json when not set'),
})

export type Config = z.output<typeof configSchema>
