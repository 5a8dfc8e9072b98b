import type { StoredRecord } from '../event-log.ts'

type Soon<T> = T | Promise<T>

/** One topic as the consumers of this process see it. */
export interface TopicSource {
  readonly partitions: number
  /** The newest bounds. */
  bounds(partition: number): Soon<{ start: number; end: number }>
  /**
   * Records from the first one at or above `from`: at least one and no more than `readLimits`, or none at the end, or
   * when the signal is aborted. One that waits for records resolves when there are some. A partition has one reader at
   * a time, whose signal aborts when it is done with it.
   */
  read(partition: number, from: number, signal: AbortSignal): Soon<readonly StoredRecord[]>
  /** Calls back when there may be more to read where `read` found none; returns how to end that. */
  onAppend(listener: () => void): () => void
}

/** What one call of a handler gets at most; a larger record comes alone. */
export const readLimits = { records: 256, bytes: 4 * 2 ** 20 }
