import { unavailable } from './errors.ts'
import type { Cluster } from './kafkajs-shapes.ts'
import { retryingKafka } from './retrying.ts'

/** Kafka's offsets of one partition: its first record, and where the next one goes. */
export interface Ends {
  first: number
  next: number
}

const timestamps = { first: -2, next: -1 } as const

/** Where each partition begins and ends, asked of the leaders. @throws WeirError LOG_UNAVAILABLE */
export async function topicEnds(cluster: Cluster, topic: string): Promise<Ends[]> {
  try {
    return await retryingKafka(cluster, async () => {
      await cluster.addMultipleTargetTopics([topic])
      const partitions = cluster.findTopicPartitionMetadata(topic)
      const ends = partitions.map((): Ends => ({ first: -1, next: -1 }))
      const leaders = new Set(partitions.map(({ leader }) => leader))
      await Promise.all([...leaders].map(leader => askLeader(cluster, topic, leader, ends)))
      if (ends.some(({ first, next }) => first < 0 || next < 0)) throw new Error('a partition has no leader')
      return ends
    })
  } catch (error) {
    throw unavailable(error, `asking for the bounds of ${topic}`)
  }
}

async function askLeader(cluster: Cluster, topic: string, leader: number, ends: Ends[]): Promise<void> {
  const led = cluster.findTopicPartitionMetadata(topic).filter(partition => partition.leader === leader)
  const broker = await cluster.findBroker({ nodeId: leader })
  for (const end of ['first', 'next'] as const) {
    const partitions = led.map(({ partitionId }) => ({ partition: partitionId, timestamp: timestamps[end] }))
    const { responses } = await broker.listOffsets({
      replicaId: -1,
      isolationLevel: 0,
      topics: [{ topic, partitions }],
    })
    for (const { partition, offset } of responses.flatMap(response => response.partitions)) {
      const found = ends[partition]
      if (found !== undefined) found[end] = Number(offset)
    }
  }
}
