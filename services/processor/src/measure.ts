import type { ShardedClickHouse } from '@weir/clickhouse'
import type { Metrics } from '@weir/telemetry'
import type { OutcomeCounts } from './events/plan.ts'

/** What the processor counts of itself. */
export function measure(metrics: Metrics) {
  const ranges = metrics.counter({ name: 'weir_ranges_total', help: 'Ranges written.', labels: ['topic'] })
  const decided = metrics.counter({
    name: 'weir_events_decided_total',
    help: 'Accepted events given an outcome, repeats included.',
  })
  const outcomes = metrics.counter({
    name: 'weir_event_outcomes_total',
    help: 'Accepted events by outcome, for rates; the account is the ledger.',
    labels: ['outcome'],
  })
  const missing = metrics.gauge({
    name: 'weir_ledger_missing_events',
    help: 'Accepted events of final minutes without an outcome; 0 unless something is broken.',
  })
  const inserts = metrics.histogram({
    name: 'weir_insert_seconds',
    help: 'Time of one exactly-once insert into ClickHouse, reading back included; a failed one is repeated.',
    labels: ['table', 'result'],
  })
  return {
    range: (topic: string) => ranges.inc({ topic }),
    decided(events: number, counts: OutcomeCounts): void {
      decided.inc(events)
      for (const [outcome, count] of Object.entries(counts)) outcomes.inc({ outcome }, count)
    },
    missing: (events: number) => missing.set(events),
    /** The same shards, their exactly-once inserts timed. */
    timed: ({ shards }: Pick<ShardedClickHouse, 'shards'>): Pick<ShardedClickHouse, 'shards'> => ({
      shards: shards.map(shard => ({
        ...shard,
        async insertOnce(insert) {
          const end = inserts.startTimer({ table: insert.table })
          try {
            const result = await shard.insertOnce(insert)
            end({ result: 'ok' })
            return result
          } catch (error) {
            end({ result: 'failed' })
            throw error
          }
        },
      })),
    }),
  }
}
