import { resolve } from 'node:path'
import { port } from '@weir/config'
import { WeirError } from '@weir/errors'
import { z } from 'zod'
import type { ShardedClickHouse } from './clickhouse.ts'
import type { ClickHouseOptions } from './create-clickhouse.ts'
import { readEndpoints } from './shards/endpoints.ts'
import { openClickHouse } from './shards/open-clickhouse.ts'

/** Variables of whoever speaks to ClickHouse. */
export const clickhouseEnv = {
  WEIR_CLICKHOUSE_URL: z
    .string()
    .regex(/^(chdb:.+|https?:\/\/.+)$/, { error: 'must be chdb:<directory> or http(s)://host:port' })
    .optional()
    .describe(
      'Analytics engine: chdb:<directory> (embedded) or http(s)://host:port; default chdb:<data>/clickhouse. Of a cluster: one address a shard with commas between, | between replicas of one, always in this order',
    ),
  WEIR_CLICKHOUSE_CLUSTER: z
    .string()
    .regex(/^[A-Za-z_][\w-]*$/, { error: "must be a cluster's name in remote_servers" })
    .optional()
    .describe('Name of the cluster (remote_servers) when ClickHouse is one: tables become Replicated and Distributed'),
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

/** The HTTP endpoint people are told of: a server's own (of several the first), or the embedded one's on this machine. */
export const clickhouseEndpoint = (env: ClickHouseEnv): string =>
  env.WEIR_CLICKHOUSE_URL?.startsWith('http')
    ? readEndpoints(env.WEIR_CLICKHOUSE_URL)[0]![0]!
    : `http://127.0.0.1:${env.WEIR_CLICKHOUSE_PORT}`

/**
 * The client of a service by its configuration. `password` (from the secrets) serves when the environment has none.
 * @throws WeirError CONFIG_INVALID for endpoints that are none, and for several without a cluster.
 */
export function createClickHouseFromEnv(
  env: ClickHouseEnv,
  { password = '', ...options }: Partial<Omit<ClickHouseOptions, 'url' | 'user'>> = {},
): ShardedClickHouse {
  const given = env.WEIR_CLICKHOUSE_URL
  const url = given?.startsWith('http') ? given : clickhouseEndpoint(env)
  const cluster = env.WEIR_CLICKHOUSE_CLUSTER
  if (cluster === undefined && readEndpoints(url).flat().length > 1) {
    throw new WeirError('CONFIG_INVALID', 'WEIR_CLICKHOUSE_URL names several endpoints and no cluster', {
      remedy: 'set WEIR_CLICKHOUSE_CLUSTER to the name of the cluster in remote_servers, or name one endpoint',
    })
  }
  return openClickHouse({
    ...options,
    url,
    cluster,
    user: env.WEIR_CLICKHOUSE_USER,
    password: env.WEIR_CLICKHOUSE_PASSWORD ?? password,
  })
}
