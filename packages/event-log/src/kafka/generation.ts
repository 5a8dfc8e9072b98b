import { generationUnknown, topicsMissing, unavailable } from './errors.ts'
import { fetchExchange } from './fetch-request.ts'
import { kafkaErrorOf } from './kafkajs.ts'
import type { Cluster } from './kafkajs-shapes.ts'
import { generationHeader } from './numbering.ts'
import { decodeBatch, splitBatches } from './record-batch.ts'
import { retryingKafka } from './retrying.ts'
import type { Ends } from './topic-ends.ts'

/** The generation the first record of a topic names: the genesis record, or when that is gone any other. */
export async function readGeneration(
  cluster: Cluster,
  topic: string,
  ends: readonly Ends[],
): Promise<string | undefined> {
  // The oldest first: there lies the genesis record, which is the smallest to fetch.
  const candidates = ends
    .map(({ first, next }, partition) => ({ partition, first, next }))
    .filter(({ first, next }) => next > first)
    .toSorted((a, b) => a.first - b.first)
  const [oldest] = candidates
  if (oldest === undefined) return undefined
  const generation = await generationAt(cluster, topic, oldest.partition, oldest.first)
  if (generation === undefined) {
    throw generationUnknown(`${topic}/${oldest.partition} begins with a record that Weir did not write`)
  }
  return generation
}

/** The generation named by the record at Kafka's offset. @throws WeirError LOG_UNAVAILABLE */
export async function generationAt(
  cluster: Cluster,
  topic: string,
  partition: number,
  offset: number,
): Promise<string | undefined> {
  try {
    return await retryingKafka(cluster, async () => {
      const leader = cluster.findTopicPartitionMetadata(topic).find(of => of.partitionId === partition)?.leader
      const broker = await cluster.findBroker({ nodeId: leader ?? -1 })
      const connection = await broker.connectionPool.getConnection(0)
      // One byte: a broker gives at least one whole batch, and here no more.
      const limits = { maxWaitMs: 1_000, maxBytes: 1 }
      const answer = await connection.send(fetchExchange([{ topic, partition, offset, maxBytes: 1 }], limits))
      const found = answer.partitions[0]
      const errorCode = found?.errorCode ?? answer.errorCode
      if (errorCode !== 0) throw kafkaErrorOf(errorCode)
      const [batch] = splitBatches(found?.bytes ?? Buffer.alloc(0))
      if (batch === undefined) throw new Error('a batch of records is cut off')
      return decodeBatch(batch)[0]?.headers.get(generationHeader)
    })
  } catch (error) {
    throw unavailable(error, `reading the first record of ${topic}/${partition}`)
  }
}

/** @throws WeirError LOG_UNAVAILABLE when a partition has no genesis record yet. */
export function checkGenesis(topic: string, ends: readonly Ends[]): void {
  const without = ends.findIndex(({ next }) => next === 0)
  if (without !== -1) throw topicsMissing(`${topic}/${without} has no genesis record`)
}
