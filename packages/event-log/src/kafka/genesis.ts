import { requestTimeoutMs } from './client.ts'
import { unavailable } from './errors.ts'
import type { Cluster } from './kafkajs-shapes.ts'
import { generationHeader } from './numbering.ts'
import { retryingKafka } from './retrying.ts'

/**
 * One producer id for every genesis record ever written. A broker takes sequence 0 of a producer once a partition and
 * answers a second one with the first one's offset: so whoever writes a genesis record, and however often, there is one.
 * Far above the ids that brokers hand out.
 */
const genesisProducer = 0x7765_6972_0000_0000n

/** Makes the genesis record of a partition, unless it has one. It has no value, so that readers of events pass it over. */
export async function writeGenesis(
  cluster: Cluster,
  topic: string,
  partition: number,
  generation: string,
): Promise<void> {
  try {
    await retryingKafka(cluster, async () => {
      const leader = cluster.findTopicPartitionMetadata(topic).find(of => of.partitionId === partition)?.leader
      const broker = await cluster.findBroker({ nodeId: leader ?? -1 })
      const message = { key: 'genesis', value: null, headers: { [generationHeader]: generation } }
      await broker.produce({
        acks: -1,
        timeout: requestTimeoutMs - 500,
        producerId: genesisProducer,
        producerEpoch: 0,
        topicData: [{ topic, partitions: [{ partition, firstSequence: 0, messages: [message] }] }],
      })
    })
  } catch (error) {
    throw unavailable(error, `writing the genesis record of ${topic}/${partition}`)
  }
}
