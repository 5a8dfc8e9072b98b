import { createRequire } from 'node:module'
import { expect, it } from 'vitest'

const require = createRequire(import.meta.url)
type SendMessages = (
  options: Record<string, unknown>,
) => (sending: Record<string, unknown>) => Promise<{ partition: number }[]>
const sendMessages: SendMessages = require('kafkajs/src/producer/sendMessages')
const createRetry: (options: object) => unknown = require('kafkajs/src/retry')

/** Two brokers and a topic of two partitions; the leader of the second moves while the first send is under way. */
function clusterWithMovingLeader() {
  const written: number[] = []
  let leaders = [1, 2]
  const answer = (partitions: { partition: number }[]) => ({
    topics: [
      { topicName: 't', partitions: partitions.map(({ partition }) => ({ partition, errorCode: 0, baseOffset: '0' })) },
    ],
  })
  const broker = (nodeId: number) => ({
    nodeId,
    async produce({ topicData }: { topicData: { partitions: { partition: number }[] }[] }) {
      const partitions = topicData.flatMap(topic => topic.partitions)
      if (partitions.some(({ partition }) => leaders[partition] !== nodeId || nodeId === 2)) {
        leaders = [1, 1]
        throw Object.assign(new Error('not the leader'), { type: 'NOT_LEADER_FOR_PARTITION', retriable: true })
      }
      written.push(...partitions.map(({ partition }) => partition))
      return answer(partitions)
    },
  })
  const brokers = [broker(1), broker(2)]
  const cluster = {
    targetTopics: new Set(['t']),
    isConnected: () => true,
    addMultipleTargetTopics: async () => {},
    refreshMetadataIfNecessary: async () => {},
    refreshMetadata: async () => {},
    findTopicPartitionMetadata: () => leaders.map((leader, partitionId) => ({ partitionId, leader })),
    findLeaderForPartitions: (_: string, partitions: string[]) => {
      const led: Record<number, number[]> = {}
      for (const partition of partitions.map(Number))
        led[leaders[partition]!] = [...(led[leaders[partition]!] ?? []), partition]
      return led
    },
    findBroker: async ({ nodeId }: { nodeId: string }) => brokers[Number(nodeId) - 1],
  }
  const silent = { debug() {}, error() {} }
  const eosManager = {
    acquireBrokerLock: async () => {},
    releaseBrokerLock: async () => {},
    isTransactional: () => false,
    getSequence: () => 0,
    updateSequence() {},
    getProducerId: () => 1,
    getProducerEpoch: () => 0,
  }
  const send = sendMessages({
    logger: silent,
    cluster,
    partitioner: ({ message }: { message: { partition: number } }) => message.partition,
    eosManager,
    retrier: createRetry({ retries: 5, initialRetryTime: 1, maxRetryTime: 1 }),
  })
  const to = (...partitions: number[]) =>
    send({
      acks: -1,
      topicMessages: [{ topic: 't', messages: partitions.map(partition => ({ partition, value: 'v' })) }],
    })
  return { to, written }
}

it('shows why one send goes to one partition: kafkajs acknowledges several though one was never written', async () => {
  const { to, written } = clusterWithMovingLeader()
  const answers = await to(0, 1)
  expect(written).toEqual([0])
  expect(answers.map(({ partition }) => partition)).toEqual([0])
})

it('writes each when each is a send of its own', async () => {
  const { to, written } = clusterWithMovingLeader()
  const answers = await Promise.all([to(0), to(1)])
  expect(written.toSorted()).toEqual([0, 1])
  expect(answers.flat().map(({ partition }) => partition)).toEqual([0, 1])
})
