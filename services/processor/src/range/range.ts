import type { Insert } from './insert.ts'

/** What a range was decided with; compare-and-set in the state store before its first insert. */
export interface Intent {
  readonly [key: string]: number | string | readonly string[]
  readonly from: number
  /** Exclusive. */
  readonly to: number
  /** Unix ms of the first attempt: bucket of the marker row, so that a repeat writes the same bytes. */
  readonly at: number
  /** Hash of the metric definitions the range is aggregated with. */
  readonly definitions: string
  /** `offset.index` of events ClickHouse itself refused. */
  readonly quarantined: readonly string[]
  /** Shards its rows are placed on, when more than one: those there were when it was begun. */
  readonly shards?: number
}

/** One log record of a range, decoded. */
export interface RangeRecord<Batch> {
  offset: number
  batch: Batch
}

export interface Range<Batch> {
  generation: string
  partition: number
  intent: Intent
  records: readonly RangeRecord<Batch>[]
}

export interface Plan<Extra> {
  /** In the order they must be written, those of one table at once; empty ones are left out. */
  inserts: readonly Insert[]
  /** Kept beside the position, in the same compare-and-set that advances it. */
  extra: Extra
  /** Runs once the position has advanced: only now may memory rely on the range. */
  done(): void
}
