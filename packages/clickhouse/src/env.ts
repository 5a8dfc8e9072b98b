import { port } from '@weir/config'
import { z } from 'zod'

/** Variables of whoever speaks to ClickHouse. */
export const clickhouseEnv = {
  WEIR_CLICKHOUSE_URL: z
    .string()
    .regex(/^(chdb:.+|https?:\/\/.+)$/, { error: 'must be chdb:<directory> or http(s)://host:port' })
    .optional()
    .describe(
      'Analytics engine: chdb:<directory> for the embedded one, or http(s)://host:port; default chdb:<data>/clickhouse',
    ),
  WEIR_CLICKHOUSE_PORT: port(8123).describe('Port of the embedded ClickHouse'),
  WEIR_CLICKHOUSE_USER: z.string().min(1).default('weir').describe('ClickHouse user of the services'),
  WEIR_CLICKHOUSE_PASSWORD: z
    .string()
    .optional()
    .describe('Password of that user; the embedded engine gets one derived from the secrets'),
}

const schema = z.object(clickhouseEnv)
export type ClickHouseEnv = z.output<typeof schema>
