import type { Topic } from '@weir/event-log'
import type { Json } from '@weir/state-store'
import type { Insert } from './insert.ts'
import type { Intent, Plan, Range } from './range.ts'

/** How far a stage has come in a partition, as ClickHouse itself shows it. */
export type NewestWritten = { from: number; to: number } | undefined

/** What a stage does with the ranges of its topic; the protocol around it (docs/guarantees.md) is the same for all. */
export interface RangeJob<Batch, Extra extends Json> {
  topic: Topic
  group: string
  /** A range is cut at any of these. */
  limits: { events: number; bytes: number; ageMs: (partitionsOwned: number) => number }
  /** One record: how many events it holds and the UTC day they belong to; a range never mixes days. */
  decode(value: Uint8Array): { batch: Batch; events: number; day: number }
  /** Called once the partition is ours and its position agrees with ClickHouse. */
  opened(partition: number, at: { generation: string; next: number; extra: Extra | undefined }): Promise<void>
  /** The partition is no longer ours and its last range has ended: what is kept of it may go. */
  closed?(partition: number): Promise<void>
  /** Reads only; must give the same answer again for the same range and intent. */
  plan(range: Range<Batch>, extra: Extra | undefined): Promise<Plan<Extra>>
  /** By shard. */
  newestWritten(at: { generation: string; partition: number }): Promise<readonly NewestWritten[]>
  /** Hash of the definitions a new intent is pinned to. */
  definitions(): string
  /** The table's data was refused: coordinates (`offset.index`) that ClickHouse will not take. Absent: the partition stops. */
  findRefused?(range: Range<Batch>, insert: Insert): Promise<readonly string[]>
}

export const nextIntent = (from: number, to: number, definitions: string, nowMs: number, shards = 1): Intent => ({
  from,
  to,
  at: nowMs,
  definitions,
  quarantined: [],
  ...(shards > 1 && { shards }),
})
