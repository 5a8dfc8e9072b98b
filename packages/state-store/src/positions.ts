import type { Json } from './state-store.ts'

/** The place of one stage in one partition, and the range it is writing. */
export interface Position<Intent extends Json, Extra extends Json> {
  /** Raised by every `take`; an older epoch can write nothing. */
  epoch: number
  /** Offset of the first record not yet done. */
  next: number
  /** The range being written; present after a crash between `intend` and `advance`. */
  intent: Intent | undefined
  /** What the stage keeps beside its position, written in the same compare-and-set. */
  extra: Extra | undefined
}

export interface PartitionPosition<Intent extends Json, Extra extends Json> {
  readonly current: Position<Intent, Extra>
  /** Declares the range about to be written. @throws WeirError FENCED when another worker took the partition. */
  intend(intent: Intent): Promise<void>
  /** The intent is done: forgets it and moves on. @throws WeirError FENCED */
  advance(next: number, extra?: Extra): Promise<void>
  /** Looks whether the partition is still ours, and changes nothing. @throws WeirError FENCED */
  assertOwned(): Promise<void>
}

export interface Positions {
  /**
   * Takes the partition: raises its epoch, which fences whoever had it.
   * A partition never taken before has next 0 and epoch 1.
   */
  take<Intent extends Json, Extra extends Json>(at: {
    group: string
    topic: string
    generation: string
    partition: number
  }): Promise<PartitionPosition<Intent, Extra>>
  /** Every partition's position, without taking it. */
  read(at: { group: string; topic: string; generation: string }): Promise<ReadonlyMap<number, Position<Json, Json>>>
}
