import { dayOf, type Event, encodeEventBatch, payloadSchemaOf } from '@weir/event'

/** A paid order as ingest accepts it. */
export function acceptedEvent(id: string, { tenant = 'demo', receivedAt = Date.now() } = {}): Event {
  const schema = payloadSchemaOf('order.paid')
  return {
    id,
    tenant,
    source: 'web',
    type: 'order.paid',
    occurredAt: receivedAt,
    receivedAt,
    keys: [],
    context: {},
    flags: [],
    sealed: -1,
    payloadSchema: schema.fingerprint,
    payload: schema.encode({ order_id: 'o-1', amount: '1', currency: 'CNY', properties: '{}' }),
  }
}

/** A record of events.accepted. */
export const acceptedBatch = (events: Event[]): Uint8Array =>
  encodeEventBatch({ day: dayOf(events[0]?.receivedAt ?? 0), sealed: new Uint8Array(0), events })
