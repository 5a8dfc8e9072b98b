import { clickhouseEnv } from '@weir/clickhouse'
import { commonEnv, port } from '@weir/config'
import { secretsEnv } from '@weir/credentials'
import { eventLogEnv } from '@weir/event-log'
import { lifecycleEnv } from '@weir/lifecycle'
import { stateStoreEnv } from '@weir/state-store'
import { telemetryEnv } from '@weir/telemetry'
import { z } from 'zod'

/** Variables of the query service beside those every process has. */
export const queryEnv = {
  WEIR_QUERY_PORT: port(4000).describe('Port of the query service: API, console, documents'),
  WEIR_IDENTITY_URL: z.url().default('http://127.0.0.1:4002').describe('Where query finds the identity service'),
  WEIR_ALERTS_URL: z.url().default('http://127.0.0.1:4004').describe('Where query finds the alerts service'),
  WEIR_INGEST_URL: z
    .url()
    .default('http://127.0.0.1:4001')
    .describe('Where query finds ingest, to replay dead letters'),
  WEIR_SCHEMAS_DIR: z
    .string()
    .optional()
    .describe('Directory with metrics/ and identity/policy.yaml; the one that ships with Weir when not set'),
}

export const configSchema = z.object({
  ...commonEnv,
  ...telemetryEnv,
  ...lifecycleEnv,
  ...secretsEnv,
  ...stateStoreEnv,
  ...eventLogEnv,
  ...clickhouseEnv,
  ...queryEnv,
})
