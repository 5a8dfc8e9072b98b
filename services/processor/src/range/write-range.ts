import type { ClickHouse } from '@weir/clickhouse'
import { isWeirError, WeirError } from '@weir/errors'
import type { Json, PartitionPosition } from '@weir/state-store'
import type { Insert } from './insert.ts'
import type { RangeJob } from './job.ts'
import type { Intent, Range } from './range.ts'

export interface WriteDeps {
  shards: readonly Pick<ClickHouse, 'insertOnce'>[]
  /** Runs until it succeeds, backing off on retryable errors; gives up only when the partition is closed. */
  untilDone<T>(run: () => Promise<T>): Promise<T>
}

/** Whoever takes the partition must know how many shards are to agree with it. */
const withShards = <Extra extends Json>(extra: Extra, { shards }: Intent): Extra =>
  shards === undefined ? extra : { ...(extra as Extra & object), shards }

/**
 * Writes one range. The order is the guarantee: a crash between any two lines repeats the same inserts under the same
 * tokens, and an insert whose fate is unknown is read back first. On shards the inserts of one table run side by side, and
 * the next table begins when all of them are done.
 * @throws WeirError FENCED when another worker took the partition, CLICKHOUSE_DATA_REFUSED when a table after the
 * first refuses data (a bug: the partition stops).
 */
export async function writeRange<Batch, Extra extends Json>(
  job: RangeJob<Batch, Extra>,
  position: PartitionPosition<Intent, Extra>,
  range: Range<Batch>,
  { shards, untilDone }: WriteDeps,
): Promise<void> {
  let { intent } = range
  let repeated = position.current.intent !== undefined
  for (;;) {
    const decided = { ...range, intent }
    const plan = await untilDone(() => job.plan(decided, position.current.extra))
    if (!repeated) await untilDone(() => position.intend(intent))
    const refused = await insertAll(decided, plan.inserts, repeated)
    if (refused.length === 0) {
      await untilDone(() => position.advance(intent.to, withShards(plan.extra, intent)))
      plan.done()
      return
    }
    intent = { ...intent, quarantined: [...intent.quarantined, ...refused] }
    // On several shards some may have their rows: those that were not refused.
    repeated = intent.shards !== undefined
    if (repeated) await untilDone(() => position.intend(intent))
  }

  /** @returns coordinates of events ClickHouse refuses; none when every row is stored. */
  async function insertAll(decided: Range<Batch>, inserts: readonly Insert[], unknown: boolean): Promise<string[]> {
    const tables = [...new Set(inserts.map(({ table }) => table))]
    for (const [index, table] of tables.entries()) {
      const own = inserts.filter(insert => insert.table === table)
      const results = await Promise.allSettled(own.map(insert => insertOne(decided, insert, unknown, index === 0)))
      const failed = results.find(({ status }) => status === 'rejected')
      if (failed?.status === 'rejected') throw failed.reason
      const refused = results.flatMap(result => (result.status === 'fulfilled' ? result.value : []))
      if (refused.length > 0) return refused
    }
    return []
  }

  async function insertOne(decided: Range<Batch>, insert: Insert, afterCrash: boolean, mayRefuse: boolean) {
    const { shard, ...rows } = insert
    const token = {
      log: `${range.generation}:${job.topic}`,
      partition: range.partition,
      from: intent.from,
      to: intent.to,
      ...(intent.shards !== undefined && { shard }),
    }
    let unknown = afterCrash
    try {
      await untilDone(async () => {
        const certain = !unknown
        unknown = true
        await shardOf(shard).insertOnce({ ...rows, token, unknown: !certain, mayWrite: () => position.assertOwned() })
      })
      return []
    } catch (error) {
      if (!mayRefuse || !job.findRefused || !isWeirError(error, 'CLICKHOUSE_DATA_REFUSED')) throw error
      const refused = await untilDone(() => job.findRefused!(decided, insert))
      if (refused.length > 0) return refused
      throw new WeirError('CLICKHOUSE_DATA_REFUSED', 'ClickHouse refuses the range but none of its events alone', {
        cause: error,
      })
    }
  }

  function shardOf(shard: number) {
    const found = shards[shard]
    if (found) return found
    throw new WeirError(
      'RANGE_MISMATCH',
      `the range was begun on ${intent.shards} shards, ${shards.length} are configured`,
      {
        remedy: 'name all shards in WEIR_CLICKHOUSE_URL, in the order they were first named',
      },
    )
  }
}
