import type { Topic } from './topics.ts'

export interface LogRecord {
  partition: number
  value: Uint8Array
}

export interface StoredRecord extends LogRecord {
  offset: number
  /** Unix milliseconds. */
  appendedAt: number
}

export interface Bounds {
  /** Made with the log and part of every coordinate: a log made anew has another one. */
  generation: string
  /**
   * By partition number: the first offset still held, and the offset the next record will get. A new partition begins
   * at 0: what an adapter writes for itself (Kafka's genesis record) is neither counted nor handed out.
   */
  partitions: readonly { start: number; end: number }[]
}

export interface PartitionHandler {
  /** Asked when the partition becomes ours: the offset to read from (the state store knows, the log does not). */
  open(partition: number): Promise<number>
  /**
   * The next records, in order, without gaps; a bounded number of records and bytes a call. May resolve once they are
   * buffered; pending, it pauses the partition. After a retryable error it is called again with the same records.
   */
  records(partition: number, records: readonly StoredRecord[]): Promise<void>
  /**
   * The partition is no longer ours, perhaps in the middle of `records`; work in flight may still end, fenced by its
   * epoch. Called once for each `open` that resolved; the partition goes to another member when this resolves.
   */
  closed(partition: number): Promise<void>
  /**
   * The partition was stopped and stays ours until it is closed: a gap, a position outside the bounds
   * (LOG_POSITION_INVALID), or an error of the handler that is not a retryable WeirError. It is taken up again by the
   * next member that gets it, never by itself.
   */
  failed?(partition: number, error: Error): void
}

export interface Consumer {
  /** Resolves when no handler call is running or will be made; `closed` was called for each open partition. */
  stop(): Promise<void>
}

/**
 * Opaque records in numbered partitions. Offsets are dense: a gap or a step back stops the partition.
 * Adapters: memory (tests), lmdb (embedded), kafka (distributed). All pass `eventLogContract`.
 */
export interface EventLog {
  /**
   * Resolves once every record is durable, with its offset; nothing is readable before it is flushed.
   * Records of one call to one partition keep their order.
   * @throws WeirError LOG_FULL (disk or quota) and LOG_RECORD_INVALID (over 900 KB, no such partition): nothing was
   * appended. LOG_UNAVAILABLE: the fate of each record is unknown, some may be in the log.
   */
  append(topic: Topic, records: readonly LogRecord[]): Promise<readonly number[]>
  /**
   * Joins the group; its partitions spread over the group's members, and may be taken away at any time.
   * Different partitions are handled in parallel, the records of one in order. A group that the topic does not declare
   * is ephemeral: it holds back no retention and is forgotten when its last member is gone.
   */
  consume(topic: Topic, group: string, handler: PartitionHandler): Promise<Consumer>
  /** Where the topic begins and ends now: lag, finality of the ledger, positions that cannot be. */
  bounds(topic: Topic): Promise<Bounds>
  /**
   * Everything below `next` is done: shown as lag, and the only thing that lets retention delete. Resolves once noted;
   * others see it within a second, and a crash may forget the last of it.
   */
  processed(topic: Topic, group: string, partition: number, next: number): Promise<void>
  /** What `processed` last said, 0 when never: lag for people and metrics, never a place to read from. */
  lag(topic: Topic, group: string): Promise<readonly { partition: number; next: number; end: number }[]>
  /** Stops the consumers, ends the appends in flight. */
  close(): Promise<void>
}
