import type { Cluster } from './kafkajs-shapes.ts'
import type { KafkaOptions } from './options.ts'
import { retryingKafka } from './retrying.ts'
import { minInSyncOf, topicSettings } from './topic-settings.ts'

const topicResource = 2

export interface Difference {
  topic: string
  what: string
  remedy: string
}

/** Settings of the topics on which the guarantees stand, where they are not as they must be. */
export async function settingsOutOfLine(
  cluster: Cluster,
  names: readonly string[],
  kafka: KafkaOptions,
): Promise<Difference[]> {
  const differences: Difference[] = []
  for (const topic of names) {
    const found = await settingsOf(cluster, topic)
    const replicas = replicasOf(cluster, topic)
    const wanted = kafka.replicationFactor
    if (wanted !== undefined && replicas < wanted) {
      const remedy = 'reassign its replicas with kafka-reassign-partitions.sh'
      differences.push({ topic, what: `it has ${replicas} replicas, not ${wanted}`, remedy })
    }
    for (const { name, value, fits, must } of topicSettings(minInSyncOf(kafka, replicas))) {
      const is = found.get(name) ?? ''
      if (fits(is)) continue
      const alter = `kafka-configs.sh --alter --topic ${topic} --add-config ${name}=${value}`
      differences.push({ topic, what: `${name} is ${is}, it must ${must}`, remedy: alter })
    }
  }
  return differences
}

export const replicasOf = (cluster: Cluster, topic: string): number =>
  Math.min(...cluster.findTopicPartitionMetadata(topic).map(({ replicas }) => replicas.length))

async function settingsOf(cluster: Cluster, topic: string): Promise<Map<string, string>> {
  return retryingKafka(cluster, async () => {
    const broker = await cluster.findControllerBroker()
    const { resources } = await broker.describeConfigs({ resources: [{ type: topicResource, name: topic }] })
    return new Map(resources.flatMap(({ configEntries }) => configEntries).map(of => [of.configName, of.configValue]))
  })
}
