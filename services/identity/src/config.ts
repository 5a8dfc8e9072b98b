import { clickhouseEnv } from '@weir/clickhouse'
import { commonEnv, port } from '@weir/config'
import { secretsEnv } from '@weir/credentials'
import { eventLogEnv } from '@weir/event-log'
import { lifecycleEnv } from '@weir/lifecycle'
import { stateStoreEnv } from '@weir/state-store'
import { telemetryEnv } from '@weir/telemetry'
import { z } from 'zod'

/** Variables of identity alone. */
export const identityEnv = {
  WEIR_IDENTITY_PORT: port(4002).describe('Port of identity: probes, metrics, and look-ups by the query service'),
  WEIR_IDENTITY_CACHE_ENTRIES: z.coerce
    .number()
    .int()
    .min(1_000)
    .default(400_000)
    .describe('Most keys and links identity remembers in memory, at about 300 bytes each'),
}

export const configSchema = z.object({
  ...commonEnv,
  ...telemetryEnv,
  ...lifecycleEnv,
  ...secretsEnv,
  ...eventLogEnv,
  ...stateStoreEnv,
  ...clickhouseEnv,
  ...identityEnv,
})
