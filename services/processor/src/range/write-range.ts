import type { ClickHouse } from '@weir/clickhouse'
import { isWeirError, WeirError } from '@weir/errors'
import type { Json, PartitionPosition } from '@weir/state-store'
import type { Insert } from './insert.ts'
import type { RangeJob } from './job.ts'
import type { Intent, Range } from './range.ts'

export interface WriteDeps {
  clickhouse: Pick<ClickHouse, 'insertOnce'>
  /** Runs until it succeeds, backing off on retryable errors; gives up only when the partition is closed. */
  untilDone<T>(run: () => Promise<T>): Promise<T>
}

/**
 * Writes one range. The order is the guarantee: a crash between any two lines repeats the same inserts under the same
 * tokens, and an insert whose fate is unknown is read back first.
 * @throws WeirError FENCED when another worker took the partition, CLICKHOUSE_DATA_REFUSED when a table after the
 * first refuses data (a bug: the partition stops).
 */
export async function writeRange<Batch, Extra extends Json>(
  job: RangeJob<Batch, Extra>,
  position: PartitionPosition<Intent, Extra>,
  range: Range<Batch>,
  { clickhouse, untilDone }: WriteDeps,
): Promise<void> {
  let { intent } = range
  let repeated = position.current.intent !== undefined
  for (;;) {
    const decided = { ...range, intent }
    const plan = await untilDone(() => job.plan(decided, position.current.extra))
    if (!repeated) await untilDone(() => position.intend(intent))
    const refused = await insertAll(decided, plan.inserts, repeated)
    if (refused.length === 0) {
      await untilDone(() => position.advance(intent.to, plan.extra))
      plan.done()
      return
    }
    intent = { ...intent, quarantined: [...intent.quarantined, ...refused] }
    repeated = false
  }

  async function insertAll(decided: Range<Batch>, inserts: readonly Insert[], afterCrash: boolean) {
    const token = {
      log: `${range.generation}:${job.topic}`,
      partition: range.partition,
      from: intent.from,
      to: intent.to,
    }
    for (const [index, insert] of inserts.entries()) {
      let unknown = afterCrash
      try {
        await untilDone(async () => {
          const certain = !unknown
          unknown = true
          await clickhouse.insertOnce({ ...insert, token, unknown: !certain })
        })
      } catch (error) {
        if (index > 0 || !job.findRefused || !isWeirError(error, 'CLICKHOUSE_DATA_REFUSED')) throw error
        const refused = await untilDone(() => job.findRefused!(decided, insert))
        if (refused.length > 0) return refused
        throw new WeirError('CLICKHOUSE_DATA_REFUSED', 'ClickHouse refuses the range but none of its events alone', {
          cause: error,
        })
      }
    }
    return []
  }
}
