import type { PartitionHandler, StoredRecord } from '../event-log.ts'
import { textOf } from './place.ts'

export interface CollectorOptions {
  /** Where to begin; 0 unless given. */
  from?: (partition: number) => number | Promise<number>
  /** What `records` does beside noting them; it is pending as long as this is. */
  handle?: (partition: number, records: readonly StoredRecord[]) => void | Promise<void>
  onClosed?: (partition: number) => void | Promise<void>
}

/** A handler that notes every call, and lets a test wait for what it should have noted. */
export interface Collector extends PartitionHandler {
  readonly opened: number[]
  readonly closedPartitions: number[]
  readonly calls: { partition: number; records: readonly StoredRecord[] }[]
  readonly failures: { partition: number; error: Error }[]
  /** Open and not closed. */
  readonly holding: ReadonlySet<number>
  offsets(partition: number): number[]
  texts(partition: number): string[]
  /** Resolves when it holds; looked at after every call. */
  until(holds: () => boolean): Promise<void>
}

export function collect(options: CollectorOptions = {}): Collector {
  const waiting = new Set<() => void>()
  const holding = new Set<number>()
  const noted = () => {
    for (const look of [...waiting]) look()
  }
  const of = (partition: number) =>
    collector.calls.filter(call => call.partition === partition).flatMap(call => call.records)

  const collector: Collector = {
    opened: [],
    closedPartitions: [],
    calls: [],
    failures: [],
    holding,
    offsets: partition => of(partition).map(record => record.offset),
    texts: partition => of(partition).map(textOf),
    until: holds =>
      new Promise(resolve => {
        const look = () => {
          if (!holds()) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
    async open(partition) {
      collector.opened.push(partition)
      const from = (await options.from?.(partition)) ?? 0
      holding.add(partition)
      noted()
      return from
    },
    async records(partition, records) {
      collector.calls.push({ partition, records })
      noted()
      await options.handle?.(partition, records)
      noted()
    },
    async closed(partition) {
      collector.closedPartitions.push(partition)
      noted()
      await options.onClosed?.(partition)
      holding.delete(partition)
      noted()
    },
    failed(partition, error) {
      collector.failures.push({ partition, error })
      noted()
    },
  }
  return collector
}
