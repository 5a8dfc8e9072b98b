import { findKafka, type TestKafka } from '@weir/testing'
import { CompressionTypes, Kafka, type Producer } from 'kafkajs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { collect } from '../contract/collector.ts'
import { recordsOf } from '../contract/place.ts'
import type { EventLog } from '../event-log.ts'
import { topics } from '../topics.ts'
import { parseAddress, topicName } from './address.ts'
import { type KafkaProxy, startKafkaProxy } from './fixture/kafka-proxy.ts'
import { createTestLogs } from './fixture/logs.ts'

const kafka = await findKafka()

describe.skipIf(kafka === undefined)('when the answer of a produce is lost', () => {
  let broker: TestKafka
  let proxy: KafkaProxy
  const logs = createTestLogs(async () => ({ ...broker, url: `kafka://127.0.0.1:${proxy.port}` }))
  let url: string

  beforeAll(async () => {
    let port = 0
    proxy = await startKafkaProxy(() => port)
    const listeners = `CLIENTS://127.0.0.1:${proxy.port},INTERNAL://127.0.0.1:${proxy.port}`
    broker = await kafka!.start({ properties: { 'advertised.listeners': listeners } })
    port = Number(broker.brokers[0]!.address.split(':')[1])
  })
  afterAll(async () => {
    await proxy.close()
    await broker.dispose()
  })
  beforeEach(async () => {
    url = await logs.make()
  })
  afterEach(() => logs.closeAll())

  const textsOf = async (log: EventLog) => {
    const { end } = (await log.bounds(topics.accepted)).partitions[0]!
    const reader = collect()
    await log.consume(topics.accepted, 'check', reader)
    await reader.until(() => reader.texts(0).length === end)
    return reader.texts(0)
  }

  it('has the next record in the log, and tells of the one it cannot know of', async () => {
    const log = await logs.open(url, { kafka: { appendTimeoutMs: 4_000 } })
    await log.append(topics.accepted, recordsOf(0, 'a'))
    proxy.loseProduceAnswers(1, 'silent')
    await expect(log.append(topics.accepted, recordsOf(0, 'b'))).rejects.toMatchObject({
      code: 'LOG_UNAVAILABLE',
      retryable: true,
    })
    await proxy.lost()
    expect(await log.append(topics.accepted, recordsOf(0, 'c'))).toEqual([2])
    expect(await log.append(topics.accepted, recordsOf(0, 'd'))).toEqual([3])
    expect(await textsOf(log)).toEqual(['a', 'b', 'c', 'd'])
  })

  it('writes a record once when the connection breaks before the answer', async () => {
    const log = await logs.open(url)
    await log.append(topics.accepted, recordsOf(0, 'a'))
    proxy.loseProduceAnswers(2, 'cut')
    expect(await log.append(topics.accepted, recordsOf(0, 'b'))).toEqual([1])
    expect(await log.append(topics.accepted, recordsOf(0, 'c'))).toEqual([2])
    expect(await textsOf(log)).toEqual(['a', 'b', 'c'])
  })

  it('loses the next record if the same producer goes on, as kafkajs lets it: the reason for our rule', async () => {
    const address = parseAddress(url)
    const topic = topicName(address, topics.accepted)
    const client = new Kafka({ brokers: [...address.brokers], logLevel: 0 })
    const producer: Producer = client.producer({ idempotent: true, maxInFlightRequests: 1, retry: { retries: 1 } })
    await producer.connect()
    const send = async (value: string) => {
      const messages = [{ value, partition: 0, headers: { 'weir-generation': generation } }]
      const [answer] = await producer.send({ topic, messages, acks: -1, compression: CompressionTypes.None })
      return Number(answer!.baseOffset) - 1
    }
    const log = await logs.open(url)
    const { generation } = await log.bounds(topics.accepted)
    expect(await send('a')).toBe(0)
    proxy.loseProduceAnswers(2, 'cut') // also that of its one retry
    await expect(send('b')).rejects.toThrow()
    expect(await send('c')).toBe(1) // acknowledged, as a repeat of b
    expect(await send('d')).toBe(2)
    expect(await textsOf(log)).toEqual(['a', 'b', 'd'])
    await producer.disconnect()
  })
})
