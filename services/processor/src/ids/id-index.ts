import { setImmediate as turn } from 'node:timers/promises'
import type { Shard } from '@weir/clickhouse'
import { uuidOf } from '@weir/event'
import { type IdMemory, rememberedDays, type StoredId } from './id-memory.ts'

interface IdRow {
  hash: string
  log: string
  partition: number
  offset: string
  record_index: number
  received_ms: string
}

// The text must not be named id_hash: ClickHouse would take the alias for the column in WHERE, too, and match nothing.
const columns =
  'toString(id_hash) AS hash, log, partition, offset, record_index, toUnixTimestamp64Milli(received_at) AS received_ms'
/** A query asks for this many: their text stays under ClickHouse's limit for a query (max_query_size, 256 KiB). */
const findChunkIds = 5_000
/** One answer of filter bytes holds about this many ids. */
const filterChunkIds = 500_000
/** Of eight bytes each, 20,000 ids: some milliseconds in which nothing else runs. */
const loadTurnBytes = 8 * 20_000
/** Log records, each of a few hundred events, that one statement moves: it stays far from its time limit. */
const fillChunkRecords = 2_000

const storedId = (row: IdRow): StoredId => ({
  log: row.log,
  partition: row.partition,
  offset: Number(row.offset),
  index: row.record_index,
  receivedAt: Number(row.received_ms),
})

const hexOf = (uuid: string) => uuid.replaceAll('-', '')

type AskedShard = Pick<Shard, 'query' | 'command' | 'data'>

/**
 * event_ids: the index of events by id hash, filled inside ClickHouse and rebuilt at will. On shards each has the ids of
 * its own events, and every question goes to all: the same id may come again with another anchor.
 */
export function createIdIndex(shards: readonly AskedShard[]) {
  const everywhere = async (run: (shard: AskedShard) => Promise<void>): Promise<void> => {
    await Promise.all(shards.map(run))
  }

  return {
    /** Which of these hashes (32 hex digits) are indexed, received within seven days of the given span. */
    async find(hashes: readonly string[], span: { fromMs: number; toMs: number }): Promise<Map<string, StoredId>> {
      const found = new Map<string, StoredId>()
      for (let at = 0; at < hashes.length; at += findChunkIds) {
        const params = {
          hashes: hashes.slice(at, at + findChunkIds).map(uuidOf),
          from: String(span.fromMs - rememberedDays * 86_400_000),
          to: String(span.toMs + rememberedDays * 86_400_000),
        }
        await everywhere(async ({ query, data }) => {
          const rows = await query<IdRow>(
            `SELECT ${columns} FROM ${data}.event_ids
           WHERE id_hash IN {hashes:Array(UUID)}
             AND received_at >= fromUnixTimestamp64Milli({from:Int64}) AND received_at <= fromUnixTimestamp64Milli({to:Int64})
           ORDER BY received_at`,
            params,
          )
          for (const row of rows) {
            const id = storedId(row)
            const other = found.get(hexOf(row.hash))
            if (!other || other.receivedAt <= id.receivedAt) found.set(hexOf(row.hash), id)
          }
        })
      }
      return found
    },

    /** Idempotent: the same rows merge. */
    async fill(at: { generation: string; partition: number; from: number; to: number }): Promise<void> {
      for (let from = at.from; from < at.to; from += fillChunkRecords) {
        const to = Math.min(from + fillChunkRecords, at.to)
        await everywhere(({ command, data }) =>
          command(
            `INSERT INTO ${data}.event_ids (id_hash, received_at, log, partition, offset, record_index)
           SELECT id_hash, received_at, log, partition, offset, record_index FROM ${data}.events
           WHERE log = {log:String} AND partition = {partition:UInt16} AND offset >= {from:UInt64} AND offset < {to:UInt64}`,
            { log: at.generation, partition: at.partition, from: String(from), to: String(to) },
          ),
        )
      }
    },

    /** Takeover: ids stored but not indexed come back from the rows themselves. */
    readBack: (at: { generation: string; partition: number; from: number }, memory: IdMemory): Promise<void> =>
      everywhere(async ({ query, data }) => {
        const rows = await query<IdRow>(
          `SELECT ${columns} FROM ${data}.events
         WHERE log = {log:String} AND partition = {partition:UInt16} AND offset >= {from:UInt64}`,
          { log: at.generation, partition: at.partition, from: String(at.from) },
        )
        for (const row of rows) memory.remember(hexOf(row.hash), storedId(row))
      }),

    /** Fills the filters of the newest eight days that have rows, in answers of a bounded size, others coming in between. */
    loadFilters: (partition: number, memory: IdMemory, signal?: AbortSignal): Promise<void> =>
      everywhere(async ({ query, data }) => {
        const days = await query<{ day: number; ids: string }>(
          `SELECT toUInt16(toDate(received_at)) AS day, count() AS ids FROM ${data}.event_ids
         WHERE partition = {partition:UInt16} GROUP BY day ORDER BY day DESC LIMIT ${rememberedDays + 1}`,
          { partition },
        )
        for (const { day, ids } of days) {
          const chunks = Math.ceil(Number(ids) / filterChunkIds)
          for (let chunk = 0; chunk < chunks; chunk++) {
            const rows = await query<{ prefixes: string }>(
              `SELECT base64Encode(arrayStringConcat(groupArray(substring(UUIDToNum(id_hash), 1, 8)))) AS prefixes
             FROM ${data}.event_ids
             WHERE partition = {partition:UInt16} AND toDate(received_at) = toDate({day:UInt16})
               AND cityHash64(id_hash) % {chunks:UInt32} = {chunk:UInt32}`,
              { partition, day, chunks, chunk },
            )
            const prefixes = Buffer.from(rows[0]?.prefixes ?? '', 'base64')
            for (let at = 0; at < prefixes.length; at += loadTurnBytes) {
              memory.loadFilter(day, prefixes.subarray(at, at + loadTurnBytes))
              await turn()
              signal?.throwIfAborted()
            }
          }
        }
      }),

    /** Drops whole days that no partition can need any more. `day`: days since 1970. Several workers may do it at once. */
    async dropDaysBefore(day: number): Promise<void> {
      // No partition has done anything yet.
      if (day < 0) return
      await everywhere(async ({ query, command, data }) => {
        const rows = await query<{ partition: string }>(
          `SELECT DISTINCT partition FROM system.parts
         WHERE database = {data:String} AND table = 'event_ids' AND active AND max_time < toDateTime(toDate({day:UInt16}), 'UTC')`,
          { day, data },
        )
        for (const { partition } of rows)
          await command(`ALTER TABLE ${data}.event_ids DROP PARTITION {partition:String}`, { partition })
      })
    },
  }
}

export type IdIndex = ReturnType<typeof createIdIndex>
