import { clickhouseEnv } from '@weir/clickhouse'
import { commonEnv, port } from '@weir/config'
import { telemetryEnv } from '@weir/telemetry'
import { z } from 'zod'

/** What the launcher itself reads; everything else in the environment goes to the services as it is. */
export const configSchema = z.object({
  ...commonEnv,
  ...telemetryEnv,
  ...clickhouseEnv,
  WEIR_LOG_URL: z.string().optional().describe('Event log; lmdb:<WEIR_DATA_DIR>/log when not set'),
  WEIR_STATE_URL: z.string().optional().describe('State store; lmdb:<WEIR_DATA_DIR>/state when not set'),
  WEIR_QUERY_PORT: port(4000).describe('Port of the query service and the live page'),
  WEIR_INGEST_PORT: port(4001).describe('Port of ingest'),
  WEIR_IDENTITY_PORT: port(4002).describe('Port of identity: probes, metrics, internal look-ups'),
  WEIR_PROCESSOR_PORT: port(4003).describe('Port of the processor: probes, metrics and lag'),
  WEIR_ALERTS_PORT: port(4004).describe('Port of alerts'),
})

export type StartConfig = z.output<typeof configSchema>
