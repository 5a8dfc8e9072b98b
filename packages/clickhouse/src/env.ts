import { resolve } from 'node:path'
import { port } from '@weir/config'
import { z } from 'zod'
import type { ClickHouse } from './clickhouse.ts'
import { type ClickHouseOptions, createClickHouse } from './create-clickhouse.ts'

/** Variables of whoever speaks to ClickHouse. */
export const clickhouseEnv = {
  WEIR_CLICKHOUSE_URL: z
    .string()
    .regex(/^(chdb:.+|https?:\/\/.+)$/, { error: 'must be chdb:<directory> or http(s)://host:port' })
    .optional()
    .describe('Analytics engine: chdb:<directory> (embedded) or http(s)://host:port; default chdb:<data>/clickhouse'),
  WEIR_CLICKHOUSE_PORT: port(8123).describe('Port of the embedded ClickHouse'),
  WEIR_CLICKHOUSE_USER: z.string().min(1).default('weir').describe('ClickHouse user of the services'),
  WEIR_CLICKHOUSE_PASSWORD: z
    .string()
    .optional()
    .describe('Password of that user; the embedded engine has one derived from the secrets'),
}

const schema = z.object(clickhouseEnv)
export type ClickHouseEnv = z.output<typeof schema>

/** Where the embedded engine keeps its data; undefined when the configuration names a server elsewhere. */
export function embeddedDirectory(env: ClickHouseEnv & { WEIR_DATA_DIR: string }): string | undefined {
  const url = env.WEIR_CLICKHOUSE_URL ?? `chdb:${env.WEIR_DATA_DIR}/clickhouse`
  return url.startsWith('chdb:') ? resolve(url.slice('chdb:'.length)) : undefined
}

/** The HTTP endpoint services speak to: a server's own, or the embedded one's on this machine. */
export const clickhouseEndpoint = (env: ClickHouseEnv): string =>
  env.WEIR_CLICKHOUSE_URL?.startsWith('http') ? env.WEIR_CLICKHOUSE_URL : `http://127.0.0.1:${env.WEIR_CLICKHOUSE_PORT}`

/** The client of a service by its configuration. `password` (from the secrets) serves when the environment has none. */
export const createClickHouseFromEnv = (
  env: ClickHouseEnv,
  { password = '', ...options }: Partial<Omit<ClickHouseOptions, 'url' | 'user'>> = {},
): ClickHouse =>
  createClickHouse({
    ...options,
    url: clickhouseEndpoint(env),
    user: env.WEIR_CLICKHOUSE_USER,
    password: env.WEIR_CLICKHOUSE_PASSWORD ?? password,
  })
