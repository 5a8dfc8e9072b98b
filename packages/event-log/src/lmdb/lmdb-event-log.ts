import { mkdir } from 'node:fs/promises'
import { WeirError } from '@weir/errors'
import { checkRecords } from '../check-records.ts'
import { startConsumer } from '../consume/consumer.ts'
import { createConsumers } from '../consume/consumers.ts'
import type { EventLog, LogRecord } from '../event-log.ts'
import { defaultLimits, type EventLogOptions, entryTopics } from '../options.ts'
import { type Topic, topics } from '../topics.ts'
import { createAppender } from './appender.ts'
import { type Control, openControl } from './control.ts'
import { joinGroup } from './group-seat.ts'
import { startMaintenance } from './maintenance.ts'
import { createProcessedMarks } from './processed.ts'
import { createQuota } from './quota.ts'
import { storedBytes } from './stored-bytes.ts'
import { openTopicStore, type TopicStore } from './topic-store.ts'

/** The embedded log: a directory that any number of processes on this machine may have open. */
export async function openLmdbEventLog(options: Omit<EventLogOptions, 'url'> & { path: string }): Promise<EventLog> {
  const onError = options.onError ?? (() => {})
  const limits = { ...defaultLimits, ...options.limits }
  await mkdir(options.path, { recursive: true })
  const control = await openControl(options.path, { partitions: options.partitions, onError })
  const stores = await openTopics(options.path, control, limits.maxBytes, onError)
  const { generation, partitions } = control.identity

  const appenders = mapTopics(topic => createAppender(stores[topic]))
  const marks = createProcessedMarks(control, onError)
  const quota = createQuota(options.path, stores, limits)
  const maintenance = startMaintenance({ control, stores, limits, quota, onError })
  const consumers = createConsumers()
  const everyPartition = Array.from({ length: partitions }, (_, partition) => partition)
  let closing: Promise<void> | undefined

  const checkOpen = () => {
    if (closing !== undefined) throw new WeirError('LOG_UNAVAILABLE', 'the log is closed')
  }
  const close = async () => {
    await consumers.stopAll()
    await Promise.all(Object.values(appenders).map(appender => appender.drained()))
    await maintenance.stop()
    await marks.flush()
    await Promise.all(Object.values(stores).map(store => store.close()))
    await control.close()
  }

  return {
    async append(topic, records) {
      checkOpen()
      checkRecords(records, partitions)
      if (records.length === 0) return []
      if (entryTopics.includes(topic)) {
        await quota.check(topic, sizeOf(records))
        checkOpen()
      }
      return appenders[topic].append(records)
    },
    async consume(topic, group, handler) {
      checkOpen()
      const joining = joinGroup(control, topic, group)
      return consumers.add(joining.then(seat => startConsumer({ handler, source: stores[topic], seat, onError })))
    },
    async bounds(topic) {
      checkOpen()
      return { generation, partitions: everyPartition.map(stores[topic].bounds) }
    },
    async processed(topic, group, partition, next) {
      checkOpen()
      marks.note(topic, group, partition, next)
    },
    async lag(topic, group) {
      checkOpen()
      return everyPartition.map(partition => {
        return { partition, next: marks.get(topic, group, partition), end: stores[topic].bounds(partition).end }
      })
    },
    close: () => {
      closing ??= close()
      return closing
    },
  }
}

async function openTopics(
  directory: string,
  control: Control,
  maxBytes: number,
  onError: (error: unknown, doing: string) => void,
): Promise<Record<Topic, TopicStore>> {
  const stores: Partial<Record<Topic, TopicStore>> = {}
  try {
    for (const topic of Object.values(topics)) {
      stores[topic] = await openTopicStore({ directory, topic, log: control.identity, maxBytes, onError })
    }
    await control.markComplete()
    return stores as Record<Topic, TopicStore>
  } catch (error) {
    await Promise.all(Object.values(stores).map(store => store.close()))
    await control.close()
    throw error
  }
}

const sizeOf = (records: readonly LogRecord[]): number =>
  records.reduce((sum, { value }) => sum + storedBytes(value.length), 0)

const mapTopics = <T>(make: (topic: Topic) => T): Record<Topic, T> => ({
  [topics.accepted]: make(topics.accepted),
  [topics.identified]: make(topics.identified),
  [topics.rejected]: make(topics.rejected),
  [topics.changes]: make(topics.changes),
})
