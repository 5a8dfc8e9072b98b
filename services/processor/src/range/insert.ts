import type { OnceInsert } from '@weir/clickhouse'

/** One insert of a range into one shard; token and certainty are added when it is written. */
export type Insert = Pick<OnceInsert, 'table' | 'columns' | 'rows' | 'rowCount' | 'readBack'> & { shard: number }

/** Finds any row of offsets `from` (included) to `to` (excluded) in a table that carries coordinates. */
export const rowsOfRange = (generation: string, partition: number, from: number, to: number) => ({
  where: 'log = {log:String} AND partition = {partition:UInt16} AND offset >= {from:UInt64} AND offset < {to:UInt64}',
  params: { log: generation, partition, from: String(from), to: String(to) },
})
