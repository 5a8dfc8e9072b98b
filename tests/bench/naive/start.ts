import { Kafka, logLevel } from 'kafkajs'
import { type ServiceProcess, startServiceProcess } from '../service-process.ts'

const topic = 'naive.events'
const writeKey = 'naive-write-key'

export interface Naive extends ServiceProcess {
  authorization: string
  /** Calls with each record of its topic, from the first to the last that is there now. */
  read(record: (value: Buffer) => void): Promise<void>
}

/** The frozen server as a process of its own, its topic made like ours: as many partitions, no copy beyond the brokers there are. */
export async function startNaive(brokers: readonly string[], partitions: number): Promise<Naive> {
  const kafka = new Kafka({ clientId: 'bench', brokers: [...brokers], logLevel: logLevel.NOTHING })
  const admin = kafka.admin()
  await admin.connect()
  await admin.createTopics({
    topics: [{ topic, numPartitions: partitions, replicationFactor: Math.min(3, brokers.length) }],
    waitForLeaders: true,
  })
  const service = await startServiceProcess('tests/dist/bench/naive/server.js', {
    NAIVE_BROKERS: brokers.join(','),
    NAIVE_TOPIC: topic,
    NAIVE_WRITE_KEY: writeKey,
  })

  return {
    ...service,
    authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`,
    async stop() {
      await service.stop()
      await admin.disconnect()
    },
    async read(record) {
      const ends = new Map(
        (await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => [partition, Number(high)] as const),
      )
      const behind = new Set([...ends].filter(([, end]) => end > 0).map(([partition]) => partition))
      if (behind.size === 0) return
      const consumer = kafka.consumer({ groupId: 'bench', maxBytesPerPartition: 8 << 20 })
      await consumer.connect()
      await consumer.subscribe({ topic, fromBeginning: true })
      await new Promise<void>((resolve, reject) => {
        consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error))
        void consumer.run({
          async eachBatch({ batch }) {
            for (const { value } of batch.messages) if (value) record(value)
            if (Number(batch.lastOffset()) + 1 >= ends.get(batch.partition)!) behind.delete(batch.partition)
            if (behind.size === 0) resolve()
          },
        })
      })
      await consumer.disconnect()
    },
  }
}
