import type { TopicSource } from '../consume/source.ts'
import { readLimits } from '../consume/source.ts'
import type { LogRecord, StoredRecord } from '../event-log.ts'
import type { RecordStamp } from '../retention.ts'

export interface MemoryTopic extends TopicSource {
  bounds(partition: number): { start: number; end: number }
  read(partition: number, from: number): readonly StoredRecord[]
  append(records: readonly LogRecord[]): number[]
  bytes(): number
  stamps(partition: number, below: number): Iterable<RecordStamp>
  deleteBelow(partition: number, cut: number): void
}

export function createMemoryTopic(partitions: number): MemoryTopic {
  const logs = Array.from({ length: partitions }, () => ({ start: 0, records: [] as StoredRecord[] }))
  const listeners = new Set<() => void>()
  let bytes = 0
  const at = (partition: number) => {
    const log = logs[partition]
    if (log === undefined) throw new RangeError(`no partition ${partition}`)
    return log
  }
  const endOf = (partition: number) => at(partition).start + at(partition).records.length

  return {
    partitions,
    bounds: partition => ({ start: at(partition).start, end: endOf(partition) }),
    append(records) {
      const offsets = records.map(({ partition, value }) => {
        const offset = endOf(partition)
        at(partition).records.push({ partition, offset, value: Buffer.from(value), appendedAt: Date.now() })
        bytes += value.length
        return offset
      })
      for (const listener of listeners) listener()
      return offsets
    },
    read(partition, from) {
      const { start, records } = at(partition)
      const batch: StoredRecord[] = []
      let batchBytes = 0
      for (const record of records.slice(Math.max(0, from - start), Math.max(0, from - start) + readLimits.records)) {
        batchBytes += record.value.length
        if (batch.length > 0 && batchBytes > readLimits.bytes) break
        batch.push(record)
      }
      return batch
    },
    onAppend(listener) {
      const own = () => listener() // the same listener may be added twice
      listeners.add(own)
      return () => void listeners.delete(own)
    },
    bytes: () => bytes,
    *stamps(partition, below) {
      for (const { offset, appendedAt, value } of at(partition).records) {
        if (offset >= below) return
        yield { offset, appendedAt, bytes: value.length }
      }
    },
    deleteBelow(partition, cut) {
      const log = at(partition)
      for (const { value } of log.records.splice(0, cut - log.start)) bytes -= value.length
      log.start = cut
    },
  }
}
