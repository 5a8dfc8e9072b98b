import { clickhouseEnv } from '@weir/clickhouse'
import { commonEnv, port } from '@weir/config'
import { secretsEnv } from '@weir/credentials'
import { eventLogEnv } from '@weir/event-log'
import { lifecycleEnv } from '@weir/lifecycle'
import { stateStoreEnv } from '@weir/state-store'
import { telemetryEnv } from '@weir/telemetry'
import { z } from 'zod'

export const configSchema = z.object({
  ...commonEnv,
  ...telemetryEnv,
  ...lifecycleEnv,
  ...secretsEnv,
  ...eventLogEnv,
  ...stateStoreEnv,
  ...clickhouseEnv,
  WEIR_PROCESSOR_PORT: port(4003).describe('Port of the processor: probes, metrics and lag'),
})

export type Config = z.output<typeof configSchema>
