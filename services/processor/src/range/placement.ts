import type { MetricPoint } from '@weir/metric-definitions'
import type { Insert } from './insert.ts'

/*
 * Which shard a row belongs to. None of this may ever change: a range begun before an upgrade is ended after it, and what
 * its first try stored on one shard must not be looked for on another.
 */

const ofHash = (hash: string, shards: number): number => Number.parseInt(hash.slice(0, 8), 16) % shards

/** A person's events lie together; those of nobody are spread by the hash of their id. */
export const shardOfEvent = (anchorKey: number, hash: string, shards: number): number =>
  shards === 1 ? 0 : anchorKey === 0 ? ofHash(hash, shards) : anchorKey % shards

export const shardOfId = (hash: string, shards: number): number => (shards === 1 ? 0 : ofHash(hash, shards))

/** Points of the same place meet on one shard, where they merge; a person's beside their events. */
export function shardOfPoint(point: MetricPoint, shards: number): number {
  if (shards === 1) return 0
  if (point.member !== 0) return point.member % shards
  let hash = 0x811c9dc5
  for (const text of [point.tenant, point.metric, ...point.dimensions])
    for (let at = 0; at <= text.length; at++) hash = Math.imul(hash ^ (text.charCodeAt(at) || 0), 0x01000193)
  return (hash >>> 0) % shards
}

/** The lines of one table, by shard. */
export function createShardRows(shards: number) {
  const lines: string[][] = Array.from({ length: shards }, () => [])
  return {
    add(shard: number, line: string): void {
      lines[shard]!.push(line)
    },
    /** One insert for each shard that has lines. */
    inserts: (insert: Pick<Insert, 'table' | 'columns' | 'readBack'>): Insert[] =>
      lines.flatMap((own, shard) =>
        own.length === 0 ? [] : [{ ...insert, shard, rows: own.join(''), rowCount: own.length }],
      ),
  }
}
