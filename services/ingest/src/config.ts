import { commonEnv, port } from '@weir/config'
import { secretsEnv } from '@weir/credentials'
import { eventLogEnv } from '@weir/event-log'
import { lifecycleEnv } from '@weir/lifecycle'
import { stateStoreEnv } from '@weir/state-store'
import { telemetryEnv } from '@weir/telemetry'
import { z } from 'zod'

const milliseconds = (fallback: number, least: number) => z.coerce.number().int().min(least).default(fallback)

export const configSchema = z.object({
  ...commonEnv,
  ...telemetryEnv,
  ...lifecycleEnv,
  ...secretsEnv,
  ...eventLogEnv,
  ...stateStoreEnv,
  WEIR_INGEST_PORT: port(4001).describe('Port of ingest'),
  WEIR_QUERY_PORT: port(4000).describe(
    'Port of the query service; links to receipts use it when WEIR_PUBLIC_URL is not set',
  ),
  WEIR_INGEST_LINGER_MS: milliseconds(5, 0).describe('Longest an event waits for others to share its log record, ms'),
  WEIR_INGEST_DURABLE_TIMEOUT_MS: milliseconds(5_000, 10).describe(
    'Longest a request waits for the event log before it is answered 503, ms',
  ),
  WEIR_INGEST_EVENTS_PER_SECOND: z.coerce
    .number()
    .int()
    .min(1)
    .max(10_000_000)
    .default(200_000)
    .describe('Most events a second of one write key to one ingest process, unless its source has a rate of its own'),
  WEIR_INGEST_MAX_IN_FLIGHT_BYTES: z.coerce
    .number()
    .int()
    .min(4_194_304)
    .default(33_554_432)
    .describe('Most bytes of requests being worked on; beyond it ingest answers 503'),
  WEIR_PLANS_DIR: z
    .string()
    .optional()
    .describe('Directory of tracking plans, one YAML file a source; schemas/sources of the installation when not set'),
  WEIR_SOURCES_FILE: z
    .string()
    .optional()
    .describe('YAML file of sources: origins, rates, signed webhooks with their secrets (mode 600); docs/sources.md'),
})

export type Config = z.output<typeof configSchema>
