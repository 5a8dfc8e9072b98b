import type { EventLogOptions } from '../options.ts'
import { topics } from '../topics.ts'
import { parseAddress, topicName } from './address.ts'
import { createClient, type KafkaClient } from './client.ts'
import { typeOf, unavailable } from './errors.ts'
import { type Difference, settingsOutOfLine } from './topic-check.ts'
import { topicEnds } from './topic-ends.ts'

export interface PlannedTopics {
  /** All four, by the names they have in Kafka, in the order of the data. */
  topics: readonly string[]
  missing: readonly string[]
  /** What is there and differs from what it must be. */
  differs: readonly Difference[]
}

/** What `applyTopics` would find. Makes nothing. @throws WeirError LOG_UNAVAILABLE, CONFIG_INVALID */
export async function planTopics(
  options: Pick<EventLogOptions, 'url' | 'kafka' | 'onClientLog'>,
): Promise<PlannedTopics> {
  const address = parseAddress(options.url)
  const kafka = options.kafka ?? {}
  const client = createClient(address, kafka, options.onClientLog)
  const names = Object.values(topics).map(topic => topicName(address, topic))
  const there = await Promise.all(names.map(name => exists(client, name)))
  const cluster = client.cluster()
  try {
    const found = names.filter((_, index) => there[index])
    await cluster.connect()
    if (found.length > 0) await cluster.addMultipleTargetTopics(found)
    const differs = await settingsOutOfLine(cluster, found, kafka)
    return { topics: names, missing: names.filter((_, index) => !there[index]), differs }
  } catch (error) {
    throw unavailable(error, 'looking at the topics')
  } finally {
    await cluster.disconnect()
  }
}

/** On a connection of its own: one that was asked for a topic that is not there asks for it ever after. */
async function exists(client: KafkaClient, name: string): Promise<boolean> {
  const cluster = client.cluster()
  try {
    await topicEnds(cluster, name)
    return true
  } catch (error) {
    if (typeOf(error) === 'UNKNOWN_TOPIC_OR_PARTITION') return false
    throw error
  } finally {
    await cluster.disconnect()
  }
}
