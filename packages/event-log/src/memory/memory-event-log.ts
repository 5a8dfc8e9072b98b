import { randomUUID } from 'node:crypto'
import { WeirError } from '@weir/errors'
import { checkRecords } from '../check-records.ts'
import { startConsumer } from '../consume/consumer.ts'
import { createConsumers } from '../consume/consumers.ts'
import type { EventLog } from '../event-log.ts'
import { defaultLimits, type EventLogOptions, entryTopics, type LogLimits } from '../options.ts'
import { excessBytes, retentionCut } from '../retention.ts'
import { declaredGroups, type Topic, topics } from '../topics.ts'
import { createMemoryGroups, type MemoryGroups } from './memory-groups.ts'
import { createMemoryTopic, type MemoryTopic } from './memory-topic.ts'

export type MemoryLogOptions = Pick<EventLogOptions, 'partitions' | 'limits' | 'onError'>

/** What several logs opened on it share, as processes share a directory. */
export interface MemoryLogStore {
  readonly generation: string
  readonly partitions: number
  readonly limits: LogLimits
  readonly topics: Record<Topic, { records: MemoryTopic; groups: MemoryGroups; processed: Map<string, number[]> }>
}

export function createMemoryLogStore(options: Omit<MemoryLogOptions, 'onError'> = {}): MemoryLogStore {
  const partitions = options.partitions ?? 1
  const topic = () => ({ records: createMemoryTopic(partitions), groups: createMemoryGroups(), processed: new Map() })
  return {
    generation: randomUUID(),
    partitions,
    limits: { ...defaultLimits, ...options.limits },
    topics: {
      [topics.accepted]: topic(),
      [topics.identified]: topic(),
      [topics.rejected]: topic(),
      [topics.changes]: topic(),
    },
  }
}

/** A log in this process alone, gone with it: for tests. */
export const createMemoryEventLog = (options: MemoryLogOptions = {}): EventLog =>
  openMemoryEventLog(createMemoryLogStore(options), options)

export function openMemoryEventLog(
  store: MemoryLogStore,
  { onError }: Pick<MemoryLogOptions, 'onError'> = {},
): EventLog {
  const { limits, partitions } = store
  const consumers = createConsumers()
  const report = onError ?? (() => {})
  const every = setInterval(() => retain(store), limits.retentionIntervalMs).unref()
  let closed = false

  const used = () => Object.values(store.topics).reduce((sum, { records }) => sum + records.bytes(), 0)
  const at = (topic: Topic) => {
    if (closed) throw new WeirError('LOG_UNAVAILABLE', 'the log is closed')
    return store.topics[topic]
  }

  return {
    async append(topic, records) {
      const { records: log } = at(topic)
      checkRecords(records, partitions)
      if (entryTopics.includes(topic) && used() >= limits.maxBytes) {
        throw new WeirError('LOG_FULL', `the log holds ${used()} bytes, the most is ${limits.maxBytes}`)
      }
      return log.append(records)
    },
    async consume(topic, group, handler) {
      const { records, groups } = at(topic)
      const seat = groups.join(group, partitions)
      return consumers.add(Promise.resolve(startConsumer({ handler, source: records, seat, onError: report })))
    },
    async bounds(topic) {
      const { records } = at(topic)
      return {
        generation: store.generation,
        partitions: Array.from({ length: partitions }, (_, p) => records.bounds(p)),
      }
    },
    async processed(topic, group, partition, next) {
      const { processed } = at(topic)
      const positions = processed.get(group) ?? Array.from({ length: partitions }, () => 0)
      positions[partition] = next
      processed.set(group, positions)
    },
    async lag(topic, group) {
      const { records, processed } = at(topic)
      return Array.from({ length: partitions }, (_, partition) => {
        return { partition, next: processed.get(group)?.[partition] ?? 0, end: records.bounds(partition).end }
      })
    },
    async close() {
      closed = true
      clearInterval(every)
      await consumers.stopAll()
    },
  }
}

function retain({ topics: byName, limits, partitions }: MemoryLogStore): void {
  for (const topic of Object.values(topics)) {
    const { records, groups, processed } = byName[topic]
    for (const group of processed.keys()) {
      if (!declaredGroups[topic].includes(group) && !groups.hasMembers(group)) processed.delete(group)
    }
    for (let partition = 0; partition < partitions; partition++) {
      const logBytes = Object.values(byName).reduce((sum, of) => sum + of.records.bytes(), 0)
      const safe = Math.min(...declaredGroups[topic].map(group => processed.get(group)?.[partition] ?? 0))
      const excess = excessBytes(records.bytes(), logBytes, limits)
      const stamps = records.stamps(partition, safe)
      const going = retentionCut({ processed: stamps, nowMs: Date.now(), limits, excessBytes: excess })
      if (going !== undefined) records.deleteBelow(partition, going.cut)
    }
  }
}
