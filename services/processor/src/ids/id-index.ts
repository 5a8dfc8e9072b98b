import type { ClickHouse } from '@weir/clickhouse'
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

/** weir_data.event_ids: the index of weir_data.events by id hash, filled inside ClickHouse and rebuilt at will. */
export function createIdIndex(clickhouse: Pick<ClickHouse, 'query' | 'command'>) {
  return {
    /** Which of these hashes (32 hex digits) are indexed, received within seven days of the given span. */
    async find(hashes: readonly string[], span: { fromMs: number; toMs: number }): Promise<Map<string, StoredId>> {
      const found = new Map<string, StoredId>()
      for (let at = 0; at < hashes.length; at += findChunkIds) {
        const rows = await clickhouse.query<IdRow>(
          `SELECT ${columns} FROM weir_data.event_ids
           WHERE id_hash IN {hashes:Array(UUID)}
             AND received_at >= fromUnixTimestamp64Milli({from:Int64}) AND received_at <= fromUnixTimestamp64Milli({to:Int64})
           ORDER BY received_at`,
          {
            hashes: hashes.slice(at, at + findChunkIds).map(uuidOf),
            from: String(span.fromMs - rememberedDays * 86_400_000),
            to: String(span.toMs + rememberedDays * 86_400_000),
          },
        )
        for (const row of rows) found.set(hexOf(row.hash), storedId(row))
      }
      return found
    },

    /** Idempotent: the same rows merge. */
    async fill(at: { generation: string; partition: number; from: number; to: number }): Promise<void> {
      for (let from = at.from; from < at.to; from += fillChunkRecords) {
        const to = Math.min(from + fillChunkRecords, at.to)
        await clickhouse.command(
          `INSERT INTO weir_data.event_ids (id_hash, received_at, log, partition, offset, record_index)
           SELECT id_hash, received_at, log, partition, offset, record_index FROM weir_data.events
           WHERE log = {log:String} AND partition = {partition:UInt16} AND offset >= {from:UInt64} AND offset < {to:UInt64}`,
          { log: at.generation, partition: at.partition, from: String(from), to: String(to) },
        )
      }
    },

    /** Takeover: ids stored but not indexed come back from the rows themselves. */
    async readBack(at: { generation: string; partition: number; from: number }, memory: IdMemory): Promise<void> {
      const rows = await clickhouse.query<IdRow>(
        `SELECT ${columns} FROM weir_data.events
         WHERE log = {log:String} AND partition = {partition:UInt16} AND offset >= {from:UInt64}`,
        { log: at.generation, partition: at.partition, from: String(at.from) },
      )
      for (const row of rows) memory.remember(hexOf(row.hash), storedId(row))
    },

    /** Fills the filters of the newest eight days that have rows, in answers of a bounded size. */
    async loadFilters(partition: number, memory: IdMemory): Promise<void> {
      const days = await clickhouse.query<{ day: number; ids: string }>(
        `SELECT toUInt16(toDate(received_at)) AS day, count() AS ids FROM weir_data.event_ids
         WHERE partition = {partition:UInt16} GROUP BY day ORDER BY day DESC LIMIT ${rememberedDays + 1}`,
        { partition },
      )
      for (const { day, ids } of days) {
        const chunks = Math.ceil(Number(ids) / filterChunkIds)
        for (let chunk = 0; chunk < chunks; chunk++) {
          const rows = await clickhouse.query<{ prefixes: string }>(
            `SELECT base64Encode(arrayStringConcat(groupArray(substring(UUIDToNum(id_hash), 1, 8)))) AS prefixes
             FROM weir_data.event_ids
             WHERE partition = {partition:UInt16} AND toDate(received_at) = toDate({day:UInt16})
               AND cityHash64(id_hash) % {chunks:UInt32} = {chunk:UInt32}`,
            { partition, day, chunks, chunk },
          )
          memory.loadFilter(day, Buffer.from(rows[0]?.prefixes ?? '', 'base64'))
        }
      }
    },

    /** Drops whole days that no partition can need any more. `day`: days since 1970. */
    async dropDaysBefore(day: number): Promise<void> {
      // No partition has done anything yet.
      if (day < 0) return
      const rows = await clickhouse.query<{ partition: string }>(
        `SELECT DISTINCT partition FROM system.parts
         WHERE database = 'weir_data' AND table = 'event_ids' AND active AND max_time < toDateTime(toDate({day:UInt16}), 'UTC')`,
        { day },
      )
      for (const { partition } of rows) {
        await clickhouse.command(`ALTER TABLE weir_data.event_ids DROP PARTITION {partition:String}`, { partition })
      }
    },
  }
}

export type IdIndex = ReturnType<typeof createIdIndex>
