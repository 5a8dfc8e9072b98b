import type { ClickHouse } from '@weir/clickhouse'
import { dayOf, decodeAcceptedTimes } from '@weir/event'
import { groups, topics } from '@weir/event-log'
import type { RangeJob } from '../range/job.ts'

const columns = ['log', 'partition', 'from_offset', 'to_offset', 'tenant', 'minute', 'accepted'] as const

export type AcceptedTimes = readonly { tenant: string; receivedAt: number }[]
export type LedgerExtra = { readonly writtenAt: number }

/** Rows stay as long as the ledger: they are their own marker. */
export function createAcceptedJob(clickhouse: ClickHouse): RangeJob<AcceptedTimes, LedgerExtra> {
  return {
    topic: topics.accepted,
    group: groups.ledger,
    limits: { events: 1_000_000, bytes: 64 << 20, ageMs: () => 10_000 },
    decode(value) {
      const batch = decodeAcceptedTimes(value)
      return { batch, events: batch.length, day: dayOf(batch[0]?.receivedAt ?? 0) }
    },
    opened: async () => {},
    async plan({ generation, partition, intent, records }) {
      const counts = new Map<string, number>()
      for (const { batch } of records) {
        for (const { tenant, receivedAt } of batch) {
          const key = `${Math.floor(receivedAt / 60_000) * 60} ${tenant}`
          counts.set(key, (counts.get(key) ?? 0) + 1)
        }
      }
      const lines = [...counts].map(([key, accepted]) => {
        const space = key.indexOf(' ')
        const row = [
          generation,
          partition,
          intent.from,
          intent.to,
          key.slice(space + 1),
          Number(key.slice(0, space)),
          accepted,
        ]
        return `${JSON.stringify(row)}\n`
      })
      return {
        inserts: [
          {
            table: 'weir_data.ledger_accepted',
            // Whole on every shard, so that one insert is enough.
            shard: 0,
            columns,
            rows: lines.join(''),
            rowCount: lines.length,
            readBack: {
              where: 'log = {log:String} AND partition = {partition:UInt16} AND from_offset = {from:UInt64}',
              params: { log: generation, partition, from: String(intent.from) },
            },
          },
        ],
        extra: { writtenAt: intent.at },
        done() {},
      }
    },
    async newestWritten({ generation, partition }) {
      const rows = await clickhouse.query<{ first: string; next: string }>(
        `SELECT from_offset AS first, to_offset AS next FROM weir_data.ledger_accepted
         WHERE log = {log:String} AND partition = {partition:UInt16} ORDER BY to_offset DESC LIMIT 1`,
        { log: generation, partition },
      )
      const newest = rows[0]
      return [newest && { from: Number(newest.first), to: Number(newest.next) }]
    },
    definitions: () => '',
  }
}
