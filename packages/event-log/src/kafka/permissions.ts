import { typeOf } from './errors.ts'
import type { Cluster } from './kafkajs-shapes.ts'
import { retryingKafka } from './retrying.ts'

/** @throws KafkaError when the broker does not let us write. Writes nothing. */
export async function mayWrite(cluster: Cluster, topic: string): Promise<void> {
  await retryingKafka(cluster, async () => {
    const [first] = cluster.findTopicPartitionMetadata(topic)
    const broker = await cluster.findBroker({ nodeId: first?.leader ?? -1 })
    const partitions = [{ partition: 0, firstSequence: -1, messages: [{ key: null, value: 'never written' }] }]
    try {
      // No broker knows acks=2: it looks whether we may write first, and refuses then.
      await broker.produce({
        acks: 2,
        timeout: 1_000,
        producerId: -1n,
        producerEpoch: -1,
        topicData: [{ topic, partitions }],
      })
    } catch (error) {
      if (typeOf(error) !== 'INVALID_REQUIRED_ACKS') throw error
    }
  })
}

/** @throws KafkaError when the broker does not let us use the group. */
export async function mayRead(
  cluster: Cluster,
  groupId: string,
  names: readonly string[],
  partitions: number,
): Promise<void> {
  await retryingKafka(cluster, async () => {
    const coordinator = await cluster.findGroupCoordinator({ groupId })
    const asked = Array.from({ length: partitions }, (_, partition) => ({ partition }))
    await coordinator.offsetFetch({ groupId, topics: names.map(topic => ({ topic, partitions: asked })) })
  })
}
