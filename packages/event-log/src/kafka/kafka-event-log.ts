import { isWeirError, WeirError } from '@weir/errors'
import { checkRecords } from '../check-records.ts'
import { startConsumer } from '../consume/consumer.ts'
import { createConsumers } from '../consume/consumers.ts'
import type { EventLog } from '../event-log.ts'
import type { EventLogOptions } from '../options.ts'
import type { Topic } from '../topics.ts'
import { parseAddress, topicName } from './address.ts'
import { createClient } from './client.ts'
import { compressionType } from './codecs.ts'
import { createFetcher } from './fetcher.ts'
import { takeSeat } from './group-seat.ts'
import { openTopics } from './open-topics.ts'
import { defaultKafka, type KafkaOptions } from './options.ts'
import { createProcessedMarks } from './processed-marks.ts'
import { createProducers } from './producers.ts'
import { createSender } from './sender.ts'
import { createKafkaSource } from './topic-source.ts'

/**
 * The log in Kafka, whose topics `weir topics apply` has made.
 * @throws WeirError LOG_UNAVAILABLE while Kafka cannot be reached or a topic is missing; CONFIG_INVALID when the topics
 * have another number of partitions.
 */
export async function openKafkaEventLog(options: EventLogOptions): Promise<EventLog> {
  const onError = options.onError ?? (() => {})
  const address = parseAddress(options.url)
  const settings = settingsOf(options.kafka)
  const client = createClient(address, settings, options.onClientLog)
  const control = client.cluster()
  const log = await openTopics({ address, control, partitions: options.partitions })
  const { partitions, generation } = log

  const fetching = client.cluster()
  const fetcher = createFetcher(fetching, onError)
  const producers = createProducers(client)
  const sender = createSender({
    producers,
    generation,
    compression: compressionType(settings.compression),
    timeoutMs: settings.appendTimeoutMs,
  })
  const marks = createProcessedMarks(control, group => `${address.prefix}${group}`, onError)
  const consumers = createConsumers()
  let closing: Promise<void> | undefined

  /** Whoever looks may find that this is another log by now: then nothing may be written to it either. */
  const bounds = (topic: Topic) =>
    log.bounds(topic).catch(error => {
      if (isWeirError(error, 'LOG_GENERATION_UNKNOWN')) sender.refuse(error)
      throw error
    })
  const checkOpen = () => {
    if (closing !== undefined) throw new WeirError('LOG_UNAVAILABLE', 'the log is closed')
  }
  const close = async () => {
    await consumers.stopAll()
    await sender.drained()
    producers.close()
    await marks.flush().catch(error => onError(error, 'noting what is processed'))
    await fetcher.stop()
    await control.disconnect()
  }
  const join = (topic: Topic, group: string) =>
    takeSeat({
      groupId: `${address.prefix}${group}.members.${topic}`,
      topic: topicName(address, topic),
      partitions,
      sessionTimeoutMs: settings.sessionTimeoutMs,
      heartbeatMs: settings.heartbeatMs,
      cluster: client.cluster(),
      control,
      onError,
    })

  return {
    async append(topic, records) {
      checkOpen()
      checkRecords(records, partitions)
      if (records.length === 0) return []
      return sender.append(topicName(address, topic), records)
    },
    async consume(topic, group, handler) {
      checkOpen()
      const source = createKafkaSource({
        topic: topicName(address, topic),
        partitions,
        generation,
        fetcher,
        bounds: async partition => (await bounds(topic))[partition] ?? { start: 0, end: 0 },
      })
      const seat = join(topic, group)
      return consumers.add(Promise.resolve(startConsumer({ handler, source, seat, onError })))
    },
    async bounds(topic) {
      checkOpen()
      return { generation, partitions: await bounds(topic) }
    },
    async processed(topic, group, partition, next) {
      checkOpen()
      marks.note(topicName(address, topic), group, partition, next)
    },
    async lag(topic, group) {
      checkOpen()
      const [now, next] = await Promise.all([bounds(topic), marks.get(topicName(address, topic), group, partitions)])
      return now.map(({ end }, partition) => ({ partition, next: next[partition] ?? 0, end }))
    },
    close: () => {
      closing ??= close()
      return closing
    },
  }
}

const settingsOf = (given: KafkaOptions = {}) => ({
  ...given,
  compression: given.compression ?? defaultKafka.compression,
  appendTimeoutMs: given.appendTimeoutMs ?? defaultKafka.appendTimeoutMs,
  sessionTimeoutMs: given.sessionTimeoutMs ?? defaultKafka.sessionTimeoutMs,
  heartbeatMs: given.heartbeatMs ?? defaultKafka.heartbeatMs,
})
