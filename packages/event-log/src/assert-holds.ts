import { WeirError } from '@weir/errors'
import type { EventLog } from './event-log.ts'
import type { Topic } from './topics.ts'

/**
 * A position must lie within the log. One above the end means that the log was cut short or restored from an older
 * moment: were it written to, new records would take offsets that readers believe are done, and never be read.
 * @throws WeirError LOG_POSITION_INVALID
 */
export async function assertHolds(
  log: Pick<EventLog, 'bounds'>,
  topic: Topic,
  positions: ReadonlyMap<number, { next: number }>,
): Promise<void> {
  const { partitions } = await log.bounds(topic)
  for (const [partition, { next }] of positions) {
    const { start = 0, end = 0 } = partitions[partition] ?? {}
    if (next >= start && next <= end) continue
    throw new WeirError(
      'LOG_POSITION_INVALID',
      `position ${next} of ${topic}/${partition} is outside the log, which holds ${start} to ${end}`,
      { remedy: 'restore log, state and ClickHouse from the same moment' },
    )
  }
}
