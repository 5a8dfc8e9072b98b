import avro from 'avsc'

/** The frozen reference's record: see server.ts. */
export const eventRecord = avro.Type.forSchema({
  type: 'record',
  name: 'Event',
  fields: [
    { name: 'id', type: 'string' },
    { name: 'source', type: 'string' },
    { name: 'type', type: 'string' },
    { name: 'event', type: ['null', 'string'], default: null },
    { name: 'userId', type: ['null', 'string'], default: null },
    { name: 'anonymousId', type: ['null', 'string'], default: null },
    { name: 'occurredAt', type: { type: 'long', logicalType: 'timestamp-millis' } },
    { name: 'receivedAt', type: { type: 'long', logicalType: 'timestamp-millis' } },
    { name: 'properties', type: 'string' },
    { name: 'context', type: 'string' },
  ],
})

export interface NaiveEvent {
  id: string
  source: string
  type: string
  event: string | null
  userId: string | null
  anonymousId: string | null
  occurredAt: number
  receivedAt: number
  properties: string
  context: string
}
