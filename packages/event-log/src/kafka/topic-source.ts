import type { TopicSource } from '../consume/source.ts'
import { readLimits } from '../consume/source.ts'
import type { StoredRecord } from '../event-log.ts'
import { generationUnknown, unavailable } from './errors.ts'
import type { FetchStream } from './fetch-stream.ts'
import type { Fetcher } from './fetcher.ts'
import { generationHeader, kafkaOffset, ourOffset } from './numbering.ts'
import { decodeBatch } from './record-batch.ts'

export interface KafkaSourceOptions {
  /** Kafka's name of the topic. */
  topic: string
  partitions: number
  generation: string
  fetcher: Fetcher
  bounds(partition: number): Promise<{ start: number; end: number }>
}

/** What is read of one partition, in one session's hands. */
interface Reading {
  stream: FetchStream
  next: number
  decoded: StoredRecord[]
}

/** A topic in Kafka as the members of one group in this process read it. */
export function createKafkaSource(options: KafkaSourceOptions): TopicSource {
  const { topic, partitions, generation, fetcher } = options
  const readings = new Map<number, Reading>()

  const begin = (partition: number, from: number, signal: AbortSignal): Reading => {
    readings.get(partition)?.stream.close()
    const stream = fetcher.follow(topic, partition, kafkaOffset(from))
    const reading = { stream, next: from, decoded: [] }
    readings.set(partition, reading)
    signal.addEventListener('abort', () => {
      stream.close()
      if (readings.get(partition) === reading) readings.delete(partition)
    })
    return reading
  }
  const decode = (partition: number, reading: Reading, batch: Parameters<typeof decodeBatch>[0]) => {
    const where = `${topic}/${partition}`
    for (const record of decodeBatch(batch)) {
      const offset = ourOffset(record.offset)
      if (offset < reading.next) continue // a batch comes whole, also when asked for its middle
      if (record.headers.get(generationHeader) !== generation || record.value === null) {
        throw generationUnknown(`${where} holds at ${offset} a record that is not of this log`)
      }
      reading.decoded.push({ partition, offset, value: record.value, appendedAt: record.timestamp })
    }
  }

  return {
    partitions,
    bounds: partition => options.bounds(partition),
    onAppend: () => () => {}, // `read` waits by itself
    async read(partition, from, signal) {
      const known = readings.get(partition)
      const reading = known?.next === from ? known : begin(partition, from, signal)
      while (reading.decoded.length === 0) {
        const batch = await reading.stream.take()
        if (batch === undefined) return []
        try {
          decode(partition, reading, batch)
        } catch (error) {
          readings.delete(partition) // read anew, should it be tried again
          reading.stream.close()
          throw unavailable(error, `reading ${topic}/${partition}`)
        }
      }
      const records = reading.decoded.splice(0, fitting(reading.decoded))
      reading.next = records.at(-1)!.offset + 1
      return records
    },
  }
}

/** How many of the first records one call may hand out. */
function fitting(records: readonly StoredRecord[]): number {
  let bytes = 0
  const beyond = records.slice(0, readLimits.records).findIndex(({ value }, index) => {
    bytes += value.length
    return index > 0 && bytes > readLimits.bytes
  })
  return beyond === -1 ? readLimits.records : beyond
}
