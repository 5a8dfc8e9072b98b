import type { ShardedClickHouse } from '@weir/clickhouse'
import { createMemoryStateStore } from '@weir/state-store'
import { describe, expect, it } from 'vitest'
import { assertNoShardIsMissing, pinShards } from './pinned-shards.ts'

/** Endpoints that call themselves by these names, in a cluster of so many shards. */
function cluster(names: readonly string[], shardsOfCluster = names.length) {
  const hosts = Array.from({ length: shardsOfCluster }, (_, at) => ({ shard: String(at + 1), hosts: [`ch-${at + 1}`] }))
  const answering = (rows: unknown[]) => ({ query: async () => rows })
  return {
    ...answering(hosts),
    cluster: { name: 'weir', user: 'weir' },
    shards: names.map(name => answering([{ name }])),
  } as unknown as ShardedClickHouse
}

describe('the shards of an installation', () => {
  it('are pinned at the first start and may only grow at the end', async () => {
    const state = createMemoryStateStore()
    await pinShards(state, cluster(['a', 'b']))
    await pinShards(state, cluster(['a', 'b']))
    await expect(pinShards(state, cluster(['b', 'a']))).rejects.toThrow(
      /names the shards b, a; this installation has a, b/,
    )
    await expect(pinShards(state, cluster(['a']))).rejects.toThrow(/this installation has a, b/)
    await pinShards(state, cluster(['a', 'b', 'c']))
    await expect(pinShards(state, cluster(['a', 'b']))).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  })

  it('are each named once, and all of them', async () => {
    const state = createMemoryStateStore()
    await expect(pinShards(state, cluster(['a', 'a']))).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
    await expect(pinShards(state, cluster(['a'], 2))).rejects.toThrow(
      /names 1 shards, the cluster weir has 2: 1 \(ch-1\), 2 \(ch-2\)/,
    )
    await expect(pinShards(state, cluster(['a'], 0))).rejects.toThrow(/knows no cluster weir/)
  })

  it('keep a worker that knows fewer of them from taking a partition', async () => {
    const state = createMemoryStateStore()
    await assertNoShardIsMissing(state, 1)
    await pinShards(state, cluster(['a', 'b']))
    await assertNoShardIsMissing(state, 2)
    await expect(assertNoShardIsMissing(state, 1)).rejects.toMatchObject({ code: 'RANGE_MISMATCH' })
  })
})
