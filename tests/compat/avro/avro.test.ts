import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { decodeEventBatch } from '@weir/event'
import { topics } from '@weir/event-log'
import { applyTopics } from '@weir/event-log/kafka'
import { findKafka, installOnDebian, isInstalled, sharedKafka } from '@weir/testing'
import { expect, it } from 'vitest'
import { startFleet } from '../../platform/fleet.ts'
import { findPython } from '../tools.ts'

const kafka = await findKafka()
const python = await findPython(import.meta.dirname)
const kcat = (await isInstalled('kcat')) || (await installOnDebian(['kcat']))
if (!kcat && process.env.CI === 'true') throw new Error('this test needs kcat')

const run = promisify(execFile)
const schemas = join(import.meta.dirname, '../../../schemas/avro')

it.skipIf(!kafka || !python || !kcat)(
  'kcat and fastavro read what ingest wrote to Kafka, knowing only the schemas',
  async () => {
    const broker = await sharedKafka()
    const logUrl = `${broker.url}/${randomUUID().slice(0, 8)}`
    await applyTopics({ url: logUrl, partitions: 1 })
    const dir = await mkdtemp(join(tmpdir(), 'weir-avro-'))
    const none = { identity: 0, processor: 0, query: 0, alerts: 0 }
    const fleet = await startFleet({ logUrl, stateUrl: `lmdb:${dir}/state`, workers: none })
    try {
      const { writeKey } = await fleet.credentials()
      const answer = await fetch(`${fleet.url('ingest-1')}/v1/track`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`,
        },
        body: JSON.stringify({
          messageId: 'read-me',
          userId: 'u-1',
          event: 'Order Completed',
          properties: { order_id: 'o-1', total: '19.90', currency: 'CNY' },
        }),
      })
      expect(answer.status).toBe(200)

      // Kafka's offset 0 is the genesis record, the first of ours is 1. A key or header would stand before the value.
      const topic = `${new URL(logUrl).pathname.slice(1)}.${topics.accepted}`
      const consume = [
        '-C',
        '-b',
        broker.brokers[0]!.address,
        '-t',
        topic,
        '-p',
        '0',
        '-o',
        '1',
        '-c',
        '1',
        '-q',
        '-f',
        '%s',
      ]
      const { stdout: value } = await run('kcat', consume, { encoding: 'buffer' })
      const file = join(dir, 'record')
      await writeFile(file, value)
      const { stdout } = await run(python!.command, [...python!.args, schemas, file])
      const read = JSON.parse(stdout) as { schema: string; batch: { events: Record<string, unknown>[] } }

      const [ours] = decodeEventBatch(value).events
      expect(read.schema).toBe('event_batch.v1.avsc')
      expect(read.batch.events).toHaveLength(1)
      expect(read.batch.events[0]).toMatchObject({
        id: 'read-me',
        type: 'order.paid',
        receivedAt: ours!.receivedAt,
        payload: Buffer.from(ours!.payload).toString('hex'),
        keys: [{ type: 'user_id', usable: true, hash: Buffer.from(ours!.keys[0]!.hash).toString('hex') }],
      })
    } finally {
      await fleet.dispose()
      await rm(dir, { recursive: true, force: true })
    }
  },
)
