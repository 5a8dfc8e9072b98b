import { dayOf, encodeRejectedBatch, type RejectedEvent } from '@weir/event'
import { sealValues } from '@weir/privacy'
import { testSecrets } from '../app.fixture.ts'

/** An order that ingest refused for its total. */
export const rejectedEvent = (id: string, changes: Partial<RejectedEvent> = {}): RejectedEvent => ({
  id,
  tenant: 'demo',
  source: 'web',
  type: 'order.paid',
  receivedAt: Date.now(),
  code: 'field_type',
  field: 'properties.total',
  message: 'properties.total has the wrong type: expected decimal text. Send it in that type.',
  payloadSchema: new Uint8Array(8),
  original: 0,
  originalLength: 9,
  originalSha256: new Uint8Array(32),
  door: 'segment/track',
  delivery: -1,
  ...changes,
})

/** A record of events.rejected with one event. */
export const rejectedBatch = (event: RejectedEvent): Uint8Array =>
  encodeRejectedBatch({
    day: dayOf(event.receivedAt),
    sealed: sealValues(testSecrets, ['{"phone":"13912345678"}']),
    events: [event],
  })
