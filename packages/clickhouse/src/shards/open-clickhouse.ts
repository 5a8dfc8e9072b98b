import type { ClickHouse, Shard, ShardedClickHouse } from '../clickhouse.ts'
import { localTable } from '../cluster/placement.ts'
import { type ClickHouseOptions, createClickHouse } from '../create-clickhouse.ts'
import { catchUp } from './catch-up.ts'
import { readEndpoints } from './endpoints.ts'
import { createFailover } from './failover.ts'

export interface OpenOptions extends ClickHouseOptions {
  /** One endpoint, or those of all shards (see readEndpoints), in an order that never changes. */
  url: string
  /** Name of the cluster in the servers' `remote_servers`; absent: tables are plain ones. */
  cluster?: string | undefined
}

/**
 * ClickHouse as the configuration names it. Nothing is connected before the first call.
 * @throws WeirError CONFIG_INVALID
 */
export function openClickHouse({ url, cluster, ...options }: OpenOptions): ShardedClickHouse {
  const named = cluster === undefined ? undefined : { name: cluster, user: options.user }
  const shards = readEndpoints(url).map(endpoints => {
    const replicas = endpoints.map(endpoint => createClickHouse({ ...options, url: endpoint }))
    const [only] = replicas
    const asked = replicas.length === 1 && only ? only : createFailover(replicas, catchUp)
    return cluster === undefined ? plainShard(asked) : clusterShard(asked)
  })
  const [first] = shards as [Shard, ...Shard[]]
  if (shards.length === 1) return { ...first, shards, cluster: named }
  // Any node answers for all; shards in turn, because the first may be the one that is down.
  return { ...createFailover(shards, shard => shard.catchUp()), shards, cluster: named }
}

/** A ClickHouse that has every row and no replica. */
export const plainShard = (clickhouse: ClickHouse): Shard => ({
  ...clickhouse,
  data: 'weir_data',
  async catchUp() {},
})

/** Its share of a table lies in a database of its own; the name readers know belongs to the Distributed table. */
const clusterShard = (clickhouse: ClickHouse): Shard => ({
  ...clickhouse,
  data: 'weir_shard',
  insertOnce: insert => clickhouse.insertOnce({ ...insert, table: localTable(insert.table) }),
  catchUp: () => catchUp(clickhouse),
})
