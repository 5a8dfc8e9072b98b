import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { findKafka, sharedKafka } from '@weir/testing'
import { beforeAll, describe, expect, it } from 'vitest'
import { recordsOf } from '../contract/place.ts'
import { eventLogContract } from '../contract.ts'
import { openEventLog } from '../open.ts'
import { topics } from '../topics.ts'
import { applyTopics } from './apply-topics.ts'

const kafka = await findKafka()

const kcat = ['kcat', 'kafkacat'].find(name => spawnSync(name, ['-V']).status === 0)
if (kafka !== undefined && kcat === undefined)
  process.stderr.write('tests: kcat: none, what it reads is not compared\n')

describe.skipIf(kafka === undefined)('on a broker', () => {
  beforeAll(sharedKafka)
  eventLogContract('Kafka', {
    limits: false,
    async create({ partitions = 1 } = {}) {
      const url = `${(await sharedKafka()).url}/${randomUUID().slice(0, 8)}`
      await applyTopics({ url, partitions })
      return { open: () => openEventLog({ url, partitions }), remove: async () => {} }
    },
  })

  it.skipIf(kcat === undefined)('shows others each record as it was given, behind one without a value', async () => {
    const { url: broker, brokers } = await sharedKafka()
    const prefix = randomUUID().slice(0, 8)
    const url = `${broker}/${prefix}`
    await applyTopics({ url, partitions: 1 })
    const log = await openEventLog({ url })
    await log.append(topics.accepted, recordsOf(0, 'one', 'two'))
    const { generation } = await log.bounds(topics.accepted)
    await log.close()
    const topic = ['-t', `${prefix}.${topics.accepted}`, '-p', '0']
    const consume = ['-C', '-b', brokers[0]!.address, ...topic, '-o', 'beginning', '-e', '-q', '-f', '%o %S %s %h\n']
    const { stdout } = spawnSync(kcat!, consume, { encoding: 'utf8' })
    const lines = ['0 -1', '1 3 one', '2 3 two'].map(line => expect.stringContaining(line))
    const read = stdout.trim().split('\n')
    expect(read).toEqual(lines)
    for (const line of read) expect(line).toContain(`weir-generation=${generation}`)
  })
})
