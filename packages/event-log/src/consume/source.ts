import type { StoredRecord } from '../event-log.ts'

/** One topic as the consumers of this process see it. */
export interface TopicSource {
  readonly partitions: number
  /** The newest bounds. */
  bounds(partition: number): { start: number; end: number }
  /** Records from the first one at or above `from`: none at the end, else at least one and no more than `readLimits`. */
  read(partition: number, from: number): readonly StoredRecord[]
  /** Calls back when there may be more to read, of any partition; returns how to end that. */
  onAppend(listener: () => void): () => void
}

/** What one call of a handler gets at most; a larger record comes alone. */
export const readLimits = { records: 256, bytes: 4 * 2 ** 20 }
