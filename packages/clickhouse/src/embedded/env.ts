import { z } from 'zod'
import { clickhouseEnv } from '../env.ts'

/** Variables of the embedded ClickHouse process, beside those of its clients. */
export const embeddedEnv = {
  ...clickhouseEnv,
  WEIR_CLICKHOUSE_PASSWORD: z
    .string({ error: 'the embedded ClickHouse needs a password for its service user' })
    .min(16, { error: 'at least 16 characters' })
    .describe('Password of the service user; derived from the secrets when Weir starts everything itself'),
  WEIR_CLICKHOUSE_BI_PASSWORD: z
    .string()
    .min(8)
    .optional()
    .describe('Password of the embedded user bi, who reads the views of one tenant; without it there is no such user'),
  WEIR_CLICKHOUSE_BI_TENANT: z.string().min(1).default('demo').describe('Tenant the embedded user bi belongs to'),
  WEIR_CLICKHOUSE_BI_MAX_SECONDS: z.coerce
    .number()
    .int()
    .min(1)
    .max(86_400)
    .default(60)
    .describe('Longest a question of the embedded user bi may take, the reading of its answer included'),
  WEIR_CLICKHOUSE_MEMORY_MB: z.coerce
    .number()
    .int()
    .min(256)
    .optional()
    .describe('Memory the embedded ClickHouse may take, MB; default half of what the machine or container has'),
}
