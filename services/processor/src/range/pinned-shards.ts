import type { ShardedClickHouse } from '@weir/clickhouse'
import { WeirError } from '@weir/errors'
import type { StateStore } from '@weir/state-store'

const collection = 'clickhouse'
const key = 'shards'

/** The shards of this installation by the name each gives itself, in the order rows are placed by. */
type Pinned = { readonly names: readonly string[] }

/**
 * Rows are placed by a shard's position in the configuration. The first start notes which shard is where; from then on the
 * list may only grow at its end. Otherwise a range that is done again would go elsewhere, and ids be looked for where
 * they are not.
 * @throws WeirError CONFIG_INVALID
 */
export async function pinShards(
  state: StateStore,
  clickhouse: Pick<ShardedClickHouse, 'shards' | 'cluster' | 'query'>,
): Promise<void> {
  const { shards, cluster } = clickhouse
  if (cluster === undefined) return
  await assertAllShards(clickhouse, cluster.name)
  const names = await Promise.all(shards.map(shard => nameOf(shard)))
  const stored = await state.get<Pinned>(collection, key)
  const pinned = stored?.value.names ?? []
  const moved = pinned.findIndex((name, at) => names[at] !== name)
  if (moved >= 0 || new Set(names).size !== names.length) {
    throw new WeirError(
      'CONFIG_INVALID',
      `WEIR_CLICKHOUSE_URL names the shards ${names.join(', ')}${moved >= 0 ? `; this installation has ${pinned.join(', ')}` : ''}`,
      { remedy: 'name each shard once, those that were there first in their old order, new ones after them' },
    )
  }
  if (names.length === pinned.length) return
  const put = { put: collection, key, value: { names }, expect: stored?.version ?? 0 } as const
  await state.transact([put])
}

/** A worker that knows fewer shards than another has used would not find all ids: it must not take a partition. */
export async function assertNoShardIsMissing(state: StateStore, shards: number): Promise<void> {
  const stored = await state.get<Pinned>(collection, key)
  const known = stored?.value.names.length ?? 1
  if (known <= shards) return
  throw new WeirError('RANGE_MISMATCH', `${shards} of ${known} shards are configured here`, {
    remedy: 'a worker with a newer configuration uses more: start this one with the same WEIR_CLICKHOUSE_URL',
  })
}

/** What the servers themselves call the shard: the macro its tables' paths in Keeper are made of. */
async function nameOf(shard: Pick<ShardedClickHouse, 'query'>): Promise<string> {
  const [row] = await shard.query<{ name: string }>("SELECT getMacro('shard') AS name")
  return row?.name ?? ''
}

async function assertAllShards(
  clickhouse: Pick<ShardedClickHouse, 'shards' | 'query'>,
  cluster: string,
): Promise<void> {
  const hosts = await clickhouse.query<{ shard: string; hosts: string[] }>(
    `SELECT toString(shard_num) AS shard, groupArray(host_name) AS hosts
     FROM system.clusters WHERE cluster = {cluster:String} GROUP BY shard_num ORDER BY shard_num`,
    { cluster },
  )
  if (hosts.length === clickhouse.shards.length) return
  const known = hosts.map(({ shard, hosts }) => `${shard} (${hosts.join(', ')})`).join(', ')
  throw new WeirError(
    'CONFIG_INVALID',
    hosts.length === 0
      ? `ClickHouse knows no cluster ${cluster}`
      : `WEIR_CLICKHOUSE_URL names ${clickhouse.shards.length} shards, the cluster ${cluster} has ${hosts.length}: ${known}`,
    { remedy: 'WEIR_CLICKHOUSE_URL is one address a shard with commas between, | between replicas of one' },
  )
}
