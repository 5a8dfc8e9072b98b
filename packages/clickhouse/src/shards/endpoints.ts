import { WeirError } from '@weir/errors'

/** Endpoints by shard, each shard with its replicas. */
export type Endpoints = readonly (readonly string[])[]

/**
 * Takes `http://a1:8123|http://a2:8123,http://b1:8123` apart as ClickHouse's `remote()` does: commas between shards, `|`
 * between the replicas of one.
 * @throws WeirError CONFIG_INVALID for an address that is none or stands there twice.
 */
export function readEndpoints(url: string): Endpoints {
  const shards = url.split(',').map(shard => shard.split('|').map(address => endpoint(address.trim())))
  const all = shards.flat()
  const twice = all.find((address, at) => all.indexOf(address) !== at)
  if (twice !== undefined) throw invalid(`${twice} stands there twice`)
  return shards
}

function endpoint(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') throw invalid(`${address || 'nothing'} is no endpoint`)
  return address.replace(/\/+$/, '')
}

const invalid = (what: string): WeirError =>
  new WeirError('CONFIG_INVALID', `WEIR_CLICKHOUSE_URL: ${what}`, {
    remedy:
      'it is http(s)://host:port; of a cluster one address a shard, with commas between; | between replicas of one',
  })
