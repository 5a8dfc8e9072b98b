import { randomUUID } from 'node:crypto'
import { findKafka, sharedKafka } from '@weir/testing'
import { Kafka } from 'kafkajs'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { collect } from '../contract/collector.ts'
import { recordsOf } from '../contract/place.ts'
import { openEventLog } from '../open.ts'
import { topics } from '../topics.ts'
import { applyTopics } from './apply-topics.ts'
import { createTestLogs } from './fixture/logs.ts'
import { inspectKafka } from './inspect.ts'

const kafka = await findKafka()

describe.skipIf(kafka === undefined)('the topics in Kafka', () => {
  const logs = createTestLogs(sharedKafka)
  beforeAll(sharedKafka)
  afterEach(() => logs.closeAll())

  const admin = async () => {
    const { brokers } = await sharedKafka()
    const connection = new Kafka({ brokers: brokers.map(({ address }) => address), logLevel: 0 }).admin()
    await connection.connect()
    return connection
  }
  const newUrl = async () => `${(await sharedKafka()).url}/${randomUUID().slice(0, 8)}`
  const nameOf = (url: string, topic: string) => `${url.split('/').at(-1)}.${topic}`
  const remake = async (url: string, only: readonly string[] = Object.values(topics)) => {
    const connection = await admin()
    const names = only.map(topic => nameOf(url, topic))
    await connection.deleteTopics({ topics: names })
    const listed = async () => (await connection.listTopics()).filter(name => names.includes(name))
    await expect.poll(listed).toEqual([])
    await connection.disconnect()
    return applyTopics({ url, partitions: 1 })
  }

  it('are made once, whoever makes them, and each partition begins with one genesis record', async () => {
    const url = await newUrl()
    const applied = await Promise.all([1, 2, 3].map(() => applyTopics({ url, partitions: 3 })))
    expect(new Set(applied.map(({ generation }) => generation)).size).toBe(1)
    expect(applied.flatMap(({ made }) => made).toSorted()).toEqual(
      Object.values(topics)
        .map(topic => nameOf(url, topic))
        .toSorted(),
    )
    const connection = await admin()
    for (const topic of Object.values(topics)) {
      const offsets = await connection.fetchTopicOffsets(nameOf(url, topic))
      expect(offsets.map(({ low, high }) => [low, high])).toEqual([1, 2, 3].map(() => ['0', '1']))
    }
    await connection.disconnect()
    expect(await applyTopics({ url })).toMatchObject({ made: [], begun: 0, partitions: 3, differs: [] })
  })

  it('are completed when making them was cut off, and not usable before', async () => {
    const url = await newUrl()
    const connection = await admin()
    await connection.createTopics({ topics: [{ topic: nameOf(url, topics.accepted), numPartitions: 2 }] })
    await expect(openEventLog({ url })).rejects.toMatchObject({
      code: 'LOG_UNAVAILABLE',
      retryable: true,
      remedy: 'run weir topics apply',
    })
    expect(await applyTopics({ url, partitions: 2 })).toMatchObject({ begun: 8, partitions: 2 })
    const log = await logs.open(url, { partitions: 2 })
    expect((await log.bounds(topics.accepted)).partitions).toEqual([1, 2].map(() => ({ start: 0, end: 0 })))
    await expect(openEventLog({ url, partitions: 4 })).rejects.toMatchObject({ field: 'WEIR_LOG_PARTITIONS' })
    await connection.disconnect()
  })

  it('show what differs from what must be, and are never changed by themselves', async () => {
    const url = await newUrl()
    const connection = await admin()
    const topic = nameOf(url, topics.rejected)
    const configEntries = [{ name: 'retention.ms', value: '1000' }]
    await connection.createTopics({ topics: [{ topic, numPartitions: 1, configEntries }] })
    for (const run of [1, 2]) {
      const { differs } = await applyTopics({ url, partitions: 2 })
      expect(
        differs.map(({ what }) => what),
        `run ${run}`,
      ).toEqual([
        'retention.ms is 1000, it must be at least 1209600000',
        'message.timestamp.type is CreateTime, it must be LogAppendTime',
        'max.message.bytes is 1048588, it must be at least 4194304',
        'it has 1 partitions, not 2',
      ])
    }
    await expect(openEventLog({ url })).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
    expect((await inspectKafka({ url })).find(({ ok }) => !ok)?.what).toContain('partitions')
    await connection.disconnect()
  })

  it('are found in order by an inspection', async () => {
    const url = await logs.make(2)
    const findings = await inspectKafka({ url })
    expect(findings.filter(({ ok }) => !ok)).toEqual([])
    expect(findings.map(({ what }) => what).join('\n')).toMatch(/answers.*\n.*topics are whole.*\n.*settings/)
    expect(await inspectKafka({ url: await newUrl() })).toContainEqual(
      expect.objectContaining({ ok: false, remedy: 'run weir topics apply' }),
    )
  })

  it('stop a reader when they are made anew beneath it, shorter than what it read', async () => {
    const url = await logs.make()
    const log = await logs.open(url)
    await log.append(topics.accepted, recordsOf(0, 'a', 'b', 'c'))
    const reader = collect()
    await log.consume(topics.accepted, 'reader', reader)
    await reader.until(() => reader.texts(0).length === 3)
    await remake(url)
    await reader.until(() => reader.failures.length === 1)
    expect(reader.failures[0]!.error).toMatchObject({ code: 'LOG_POSITION_INVALID' })
    expect(reader.texts(0)).toEqual(['a', 'b', 'c'])
  })

  it.each([
    ['of another log', { 'weir-generation': 'another' }],
    ['of nobody we know', undefined],
  ])('stop a reader at a record %s', async (_, headers) => {
    const url = await logs.make()
    const log = await logs.open(url)
    const reader = collect()
    await log.consume(topics.accepted, 'reader', reader)
    await log.append(topics.accepted, recordsOf(0, 'ours'))
    await reader.until(() => reader.texts(0).length === 1)
    const { brokers } = await sharedKafka()
    const stranger = new Kafka({ brokers: brokers.map(({ address }) => address), logLevel: 0 }).producer()
    await stranger.connect()
    const message = { partition: 0, value: 'strange', ...(headers ? { headers } : {}) }
    await stranger.send({ topic: nameOf(url, topics.accepted), messages: [message] })
    await stranger.disconnect()
    await reader.until(() => reader.failures.length === 1)
    expect(reader.failures[0]!.error).toMatchObject({ code: 'LOG_GENERATION_UNKNOWN' })
    expect(reader.texts(0)).toEqual(['ours'])
  })

  it('are known as others when they were made anew, though they hold as much', async () => {
    const url = await logs.make()
    const log = await logs.open(url)
    await log.append(topics.accepted, recordsOf(0, 'a'))
    await remake(url)
    const anew = await logs.open(url)
    await anew.append(topics.accepted, recordsOf(0, 'b'))
    await expect(log.bounds(topics.accepted)).rejects.toMatchObject({ code: 'LOG_GENERATION_UNKNOWN' })
    await expect(log.append(topics.accepted, recordsOf(0, 'c'))).rejects.toMatchObject({
      code: 'LOG_GENERATION_UNKNOWN',
    })
  })

  it('acknowledge nothing to a writer when they are made anew beneath it', async () => {
    const url = await logs.make()
    const log = await logs.open(url)
    await log.append(topics.accepted, recordsOf(0, 'a', 'b', 'c'))
    await remake(url)
    await expect(log.append(topics.accepted, recordsOf(0, 'd'))).rejects.toMatchObject({
      code: 'LOG_GENERATION_UNKNOWN',
      retryable: false,
    })
    const anew = await logs.open(url)
    const before = await anew.bounds(topics.accepted)
    await expect(log.append(topics.accepted, recordsOf(0, 'e'))).rejects.toMatchObject({
      code: 'LOG_GENERATION_UNKNOWN',
    })
    expect(await anew.bounds(topics.accepted)).toEqual(before)
  })

  it('are not made anew one by one: new records would get the places of those that were lost', async () => {
    const url = await logs.make()
    const log = await logs.open(url)
    await log.append(topics.accepted, recordsOf(0, 'a'))
    await log.append(topics.identified, recordsOf(0, 'a'))
    await log.close()
    for (const lost of [topics.accepted, topics.changes]) {
      await expect(remake(url, [lost])).rejects.toMatchObject({ code: 'LOG_GENERATION_UNKNOWN' })
      await expect(openEventLog({ url })).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' })
    }
  })
})
