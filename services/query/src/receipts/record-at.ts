import type { EventLog, StoredRecord, Topic } from '@weir/event-log'
import type { Coordinates } from './coordinates.ts'
import { readLog } from './read-log.ts'

/** `never`: no record was ever written there. `unknown`: it is no longer kept, or belongs to another log. */
export type NoRecord = 'never' | 'unknown'

/** The record at these coordinates. */
export async function recordAt(
  log: EventLog,
  topic: Topic,
  at: Coordinates,
  timeoutMs: number,
): Promise<StoredRecord | NoRecord> {
  const bounds = await log.bounds(topic)
  if (bounds.generation !== at.log) return 'unknown'
  const partition = bounds.partitions[at.partition]
  if (!partition || at.offset >= partition.end) return 'never'
  if (at.offset < partition.start) return 'unknown'

  const found: StoredRecord[] = []
  const range = { from: at.offset, to: at.offset + 1 }
  await readLog(log, topic, new Map([[at.partition, range]]), record => found.push(record) > 0, { timeoutMs })
  return found[0] ?? 'unknown'
}
