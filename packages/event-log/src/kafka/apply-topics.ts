import { setTimeout as delay } from 'node:timers/promises'
import { WeirError } from '@weir/errors'
import type { EventLogOptions } from '../options.ts'
import { topics } from '../topics.ts'
import { parseAddress, topicName } from './address.ts'
import { begin, checkNothingLost } from './begin-log.ts'
import { createClient } from './client.ts'
import { typeOf, unavailable } from './errors.ts'
import type { Cluster } from './kafkajs-shapes.ts'
import type { KafkaOptions } from './options.ts'
import { retryingKafka } from './retrying.ts'
import { settingsOutOfLine } from './topic-check.ts'
import { type Ends, topicEnds } from './topic-ends.ts'
import { minInSyncOf, replicationOf, topicSettings } from './topic-settings.ts'

const defaultPartitions = 12
const createTimeoutMs = 15_000

export interface AppliedTopics {
  generation: string
  partitions: number
  /** Topics made by this run. */
  made: readonly string[]
  /** Partitions whose genesis record this run wrote. */
  begun: number
  /** What is there and differs; it is never changed by itself. */
  differs: readonly { topic: string; what: string; remedy: string }[]
}

type ApplyOptions = Pick<EventLogOptions, 'url' | 'partitions' | 'kafka' | 'onClientLog'>

/**
 * Makes the topics of the log and the genesis record of each partition, as far as they are not there. May be cut off
 * anywhere and run again, and run twice at once.
 * @throws WeirError LOG_GENERATION_UNKNOWN when a topic is new beside others that hold records: it was lost, and made
 * anew it would give old coordinates to new records.
 */
export async function applyTopics(options: ApplyOptions): Promise<AppliedTopics> {
  const address = parseAddress(options.url)
  const kafka = options.kafka ?? {}
  const cluster = createClient(address, kafka, options.onClientLog).cluster()
  const names = Object.values(topics).map(topic => topicName(address, topic))
  try {
    const made = await makeTopics(cluster, names, kafka, options.partitions ?? defaultPartitions)
    const before = await endsOf(cluster, names)
    const all = await endsOf(cluster, names)
    checkNothingLost(before, all)
    const { generation, begun } = await begin(cluster, all)
    const partitions = options.partitions ?? all.get(names[0]!)!.length
    const differs = [...(await settingsOutOfLine(cluster, names, kafka)), ...otherPartitions(all, partitions)]
    return { generation, partitions: all.get(names[0]!)!.length, made, begun, differs }
  } catch (error) {
    throw unavailable(error, 'making the topics')
  } finally {
    await cluster.disconnect()
  }
}

async function makeTopics(
  cluster: Cluster,
  names: readonly string[],
  kafka: KafkaOptions,
  numPartitions: number,
): Promise<string[]> {
  const made: string[] = []
  await retryingKafka(cluster, async () => {
    await cluster.refreshMetadata()
    const replicationFactor = replicationOf(kafka, cluster.getNodeIds().length)
    const minInSync = minInSyncOf(kafka, replicationFactor)
    if (minInSync > replicationFactor) {
      throw new WeirError('CONFIG_INVALID', `${minInSync} in-sync replicas of ${replicationFactor} cannot be`, {
        field: 'WEIR_KAFKA_MIN_IN_SYNC',
      })
    }
    const configEntries = topicSettings(minInSync).map(({ name, value }) => ({ name, value }))
    const controller = await cluster.findControllerBroker()
    for (const topic of names) {
      try {
        const creation = { topic, numPartitions, replicationFactor, configEntries }
        await controller.createTopics({ topics: [creation], timeout: createTimeoutMs })
        made.push(topic)
      } catch (error) {
        if (!existsAlready(error)) throw error
      }
    }
  })
  return made
}

/** kafkajs gathers the errors of single topics. */
const existsAlready = (error: unknown): boolean =>
  [error, ...((error as { errors?: unknown[] }).errors ?? [])].some(one => typeOf(one) === 'TOPIC_ALREADY_EXISTS')

/** A new topic has no leaders at first. */
async function untilLed(cluster: Cluster, name: string): Promise<Ends[]> {
  const deadline = Date.now() + createTimeoutMs
  for (;;) {
    try {
      return await topicEnds(cluster, name)
    } catch (error) {
      if (Date.now() > deadline) throw error
      await delay(100)
    }
  }
}

async function endsOf(cluster: Cluster, names: readonly string[]): Promise<Map<string, Ends[]>> {
  const all = new Map<string, Ends[]>()
  for (const name of names) all.set(name, await untilLed(cluster, name))
  return all
}

const otherPartitions = (all: ReadonlyMap<string, readonly Ends[]>, partitions: number): AppliedTopics['differs'] =>
  [...all].flatMap(([topic, ends]) => {
    if (ends.length === partitions) return []
    const remedy = `the number never changes in place: set WEIR_LOG_PARTITIONS=${ends.length}`
    return [{ topic, what: `it has ${ends.length} partitions, not ${partitions}`, remedy }]
  })
