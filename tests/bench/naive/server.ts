/**
 * FROZEN. The reference our ingest is measured against: what a competent engineer writes on day one with the libraries
 * everybody takes. Fastify parses the JSON, zod validates it, avsc encodes each event as a record of its own, and one
 * kafkajs `send` a request waits for all replicas. Nothing in it is slow on purpose, and it does less than ours: values
 * are neither normalised nor hashed, sealed or scanned, money and times are not checked, the answer has no verdict of each
 * event, and nothing bounds what is in flight. Do not improve it: a reference that moves measures nothing.
 */
import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import { Kafka, logLevel } from 'kafkajs'
import { z } from 'zod'
import { eventRecord, type NaiveEvent } from './schema.ts'

const config = z
  .object({
    NAIVE_BROKERS: z.string().transform(text => text.split(',')),
    NAIVE_TOPIC: z.string(),
    NAIVE_WRITE_KEY: z.string(),
    NAIVE_PORT: z.coerce.number().default(0),
  })
  .parse(process.env)

const Properties = z.record(z.string(), z.unknown())

const Common = z.object({
  messageId: z.string().min(1).max(255).optional(),
  userId: z.string().min(1).max(255).optional(),
  anonymousId: z.string().min(1).max(255).optional(),
  timestamp: z.iso.datetime({ offset: true }).optional(),
  context: Properties.default({}),
})

const Call = z.discriminatedUnion('type', [
  Common.extend({ type: z.literal('track'), event: z.string().min(1), properties: Properties.default({}) }),
  Common.extend({ type: z.literal('page'), name: z.string().optional(), properties: Properties.default({}) }),
  Common.extend({ type: z.literal('screen'), name: z.string().optional(), properties: Properties.default({}) }),
  Common.extend({ type: z.literal('identify'), traits: Properties.default({}) }),
  Common.extend({ type: z.literal('group'), groupId: z.string().min(1), traits: Properties.default({}) }),
  Common.extend({ type: z.literal('alias'), previousId: z.string().min(1) }),
])
type Call = z.output<typeof Call>

const Batch = z.object({
  batch: z.array(z.unknown()).min(1).max(10_000),
  sentAt: z.iso.datetime({ offset: true }).optional(),
})

const source = 'demo'
const kafka = new Kafka({ clientId: 'naive', brokers: config.NAIVE_BROKERS, logLevel: logLevel.ERROR })
const producer = kafka.producer({ allowAutoTopicCreation: false })
const app = Fastify({ bodyLimit: 4 * 1024 * 1024 })

app.setErrorHandler((error, _request, reply) => {
  if (error instanceof z.ZodError) return reply.code(400).send({ success: false, error: z.prettifyError(error) })
  app.log.error(error)
  return reply.code(503).header('retry-after', '1').send({ success: false, error: 'the events could not be stored' })
})

app.addHook('onRequest', async (request, reply) => {
  if (request.url.startsWith('/v1/') && !isAuthorised(request.headers.authorization))
    return reply.code(401).send({ success: false, error: 'the write key is not known' })
})

app.post('/v1/batch', async request => {
  const receivedAt = Date.now()
  const { batch } = Batch.parse(request.body)
  const messages: { key: string; value: Buffer }[] = []
  let rejected = 0
  for (const item of batch) {
    const call = Call.safeParse(item)
    if (call.success) messages.push(messageOf(call.data, receivedAt))
    else rejected += 1
  }
  if (messages.length > 0) await producer.send({ topic: config.NAIVE_TOPIC, acks: -1, messages })
  return { success: true, accepted: messages.length, rejected }
})

app.get('/readyz', async () => ({ ready: true }))

function messageOf(call: Call, receivedAt: number): { key: string; value: Buffer } {
  const id = call.messageId ?? randomUUID()
  const event: NaiveEvent = {
    id,
    source,
    type: call.type,
    event: 'event' in call ? call.event : null,
    userId: call.userId ?? null,
    anonymousId: call.anonymousId ?? null,
    occurredAt: call.timestamp === undefined ? receivedAt : Date.parse(call.timestamp),
    receivedAt,
    properties: JSON.stringify('properties' in call ? call.properties : 'traits' in call ? call.traits : {}),
    context: JSON.stringify(call.context),
  }
  return { key: call.userId ?? call.anonymousId ?? id, value: eventRecord.toBuffer(event) }
}

function isAuthorised(header: string | undefined): boolean {
  if (!header?.startsWith('Basic ')) return false
  return Buffer.from(header.slice('Basic '.length), 'base64').toString() === `${config.NAIVE_WRITE_KEY}:`
}

process.once('SIGTERM', async () => {
  await app.close()
  await producer.disconnect()
})

await producer.connect()
await app.listen({ host: '127.0.0.1', port: config.NAIVE_PORT })
const { port } = app.server.address() as AddressInfo
process.stderr.write(`${JSON.stringify({ msg: `listening at http://127.0.0.1:${port}` })}\n`)
