import { createHash } from 'node:crypto'
import { decodeEventBatch, type Event, payloadSchemaByFingerprint } from '@weir/event'
import { type EventLog, topics } from '@weir/event-log'
import { eventRecord, type NaiveEvent } from './naive/schema.ts'

/** What came out at the end, whatever wrote it: how many events, and the sum of what they say. Order does not count. */
export interface Account {
  events: number
  sum: bigint
}

export const noEvents = (): Account => ({ events: 0, sum: 0n })
export const accountText = ({ events, sum }: Account) => `${events} events, checksum ${sum.toString(16)}`

/** Values of an event that both servers keep in clear, however they name and pack them. */
interface Said {
  id: string
  anonymousId?: unknown
  userId?: unknown
  properties: Record<string, unknown>
}

const told = ['order_id', 'sku', 'currency', 'channel', 'category', 'path'] as const

/** Events are few and sent round and round: each is digested once. */
function digestOf({ id, anonymousId, userId, properties }: Said): bigint {
  const text = [id, anonymousId, userId, ...told.map(name => properties[name])].map(value => String(value ?? ''))
  return createHash('sha256').update(JSON.stringify(text)).digest().readBigUInt64LE()
}

function add(account: Account, said: Said): void {
  account.events += 1
  account.sum = BigInt.asUintN(64, account.sum + digestOf(said))
}

/** What a body for /v1/batch should leave at the end. */
export function accountOfBody(body: Buffer): Account {
  const account = noEvents()
  const { batch } = JSON.parse(body.toString()) as {
    batch: { messageId: string; anonymousId?: string; userId?: string; properties: Record<string, unknown> }[]
  }
  for (const { messageId, ...said } of batch) add(account, { id: messageId, ...said })
  return account
}

export function addNaive(account: Account, value: Buffer): void {
  const { id, anonymousId, userId, properties } = eventRecord.fromBuffer(value) as NaiveEvent
  add(account, { id, anonymousId, userId, properties: JSON.parse(properties) as Record<string, unknown> })
}

export function addOurs(account: Account, value: Uint8Array): void {
  for (const event of decodeEventBatch(value).events) {
    add(account, {
      id: event.id,
      anonymousId: keyOf(event, 'anonymous_id'),
      userId: keyOf(event, 'user_id'),
      properties: propertiesOf(event),
    })
  }
}

const keyOf = (event: Event, type: string) => event.keys.find(key => key.type === type)?.value

function propertiesOf(event: Event): Record<string, unknown> {
  const { properties, ...fields } = payloadSchemaByFingerprint(event.payloadSchema)!.decode(event.payload)
  return { ...(JSON.parse(String(properties)) as Record<string, unknown>), ...fields }
}

/** Calls with each record of events.accepted, from the first to the last that is there now. */
export async function readAccepted(log: EventLog, record: (value: Uint8Array) => void): Promise<void> {
  const { partitions } = await log.bounds(topics.accepted)
  const behind = new Set(partitions.flatMap(({ start, end }, partition) => (end > start ? [partition] : [])))
  if (behind.size === 0) return
  let done = () => {}
  const all = new Promise<void>(resolve => {
    done = resolve
  })
  const consumer = await log.consume(topics.accepted, `bench-${process.pid}`, {
    open: async partition => partitions[partition]!.start,
    async records(partition, records) {
      for (const { offset, value } of records) {
        record(value)
        if (offset + 1 === partitions[partition]!.end) behind.delete(partition)
      }
      if (behind.size === 0) done()
    },
    closed: async () => {},
  })
  await all
  await consumer.stop()
}
