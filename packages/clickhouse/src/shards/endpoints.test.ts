import { describe, expect, it } from 'vitest'
import { createClickHouseFromEnv } from '../env.ts'
import { readEndpoints } from './endpoints.ts'

const env = { WEIR_CLICKHOUSE_PORT: 8123, WEIR_CLICKHOUSE_USER: 'weir' }

describe('WEIR_CLICKHOUSE_URL', () => {
  it('is one endpoint, or shards and their replicas written as for remote()', () => {
    expect(readEndpoints('http://a:8123/')).toEqual([['http://a:8123']])
    expect(readEndpoints('http://a1:1|http://a2:1, https://b1|https://b2')).toEqual([
      ['http://a1:1', 'http://a2:1'],
      ['https://b1', 'https://b2'],
    ])
  })

  it('says what is wrong with it', () => {
    for (const [url, why] of [
      ['http://a,', /nothing is no endpoint/],
      ['http://a,b:8123', /b:8123 is no endpoint/],
      ['http://a|http://a', /stands there twice/],
    ] as const)
      expect(() => readEndpoints(url)).toThrow(why)
  })

  it('names several only with a cluster: plain tables would each hold a part nobody reads', () => {
    const several = { ...env, WEIR_CLICKHOUSE_URL: 'http://a:1,http://b:1' }
    expect(() => createClickHouseFromEnv(several)).toThrow(/no cluster/)
    const { shards } = createClickHouseFromEnv({ ...several, WEIR_CLICKHOUSE_CLUSTER: 'weir' })
    expect(shards.map(({ data }) => data)).toEqual(['weir_shard', 'weir_shard'])
    expect(createClickHouseFromEnv(env).shards.map(({ data }) => data)).toEqual(['weir_data'])
  })
})
