import { isWeirError } from '@weir/errors'
import avro from 'avsc'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decodeAcceptedIds,
  decodeAcceptedTimes,
  decodeChangeBatch,
  decodeEventBatch,
  decodeIdentifiedBatch,
  decodeRejectedBatch,
  encodeChangeBatch,
  encodeEventBatch,
  encodeIdentifiedBatch,
  encodeRejectedBatch,
} from './batches.ts'
import type { Event, EventBatch } from './generated/batches.ts'
import { schemaFiles } from './generated/schemas.ts'
import { changeBatches, eventBatches, identifiedBatches, plain, rejectedBatches } from './testing/arbitraries.ts'

/** avsc's own types, from the published files. */
const published = new Map<string, avro.Type>()
const registry: Record<string, avro.Type> = {}
const newest: Record<string, number> = {
  event: 1,
  event_batch: 1,
  identified_batch: 1,
  rejected_batch: 2,
  change_batch: 1,
}
for (const [name, version] of Object.entries(newest)) {
  const schema = schemaFiles[`${name}.v${version}.avsc`]?.schema as unknown as avro.Schema
  published.set(name, avro.Type.forSchema(schema, { registry }))
}

const goldenEvent: Event = {
  id: 'm-1',
  tenant: 'demo',
  source: 'web',
  type: 'order.paid',
  occurredAt: 1_769_850_000_000,
  receivedAt: 1_769_850_000_250,
  keys: [
    { type: 'phone', scope: '', hash: new Uint8Array(16).fill(0xab), usable: true, value: null, sealed: 0 },
    { type: 'openid', scope: 'wx1', hash: new Uint8Array(16).fill(0xcd), usable: false, value: 'o-1', sealed: -1 },
  ],
  context: { 'library.name': 'x' },
  flags: ['occurred_at_replaced'],
  sealed: 1,
  payloadSchema: Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]),
  payload: Uint8Array.from([9, 8]),
}
const golden: EventBatch = { day: 20_484, sealed: Uint8Array.from([7]), events: [goldenEvent] }

const cases: [string, fc.Arbitrary<unknown>, (batch: never) => Uint8Array, (bytes: Uint8Array) => unknown][] = [
  ['event_batch', eventBatches, encodeEventBatch, decodeEventBatch],
  ['identified_batch', identifiedBatches, encodeIdentifiedBatch, decodeIdentifiedBatch],
  ['rejected_batch', rejectedBatches, encodeRejectedBatch, decodeRejectedBatch],
  ['change_batch', changeBatches, encodeChangeBatch, decodeChangeBatch],
]

describe.each(cases)('%s', (name, batches, encode, decode) => {
  const type = published.get(name) as avro.Type

  it('comes back as it was, and avsc reads and writes the same bytes', () => {
    fc.assert(
      fc.property(batches, batch => {
        const bytes = encode(batch as never)
        expect(decode(bytes)).toEqual(batch)
        const body = Buffer.from(bytes.subarray(10))
        expect(plain(type.fromBuffer(body))).toEqual(plain(batch))
        expect(type.toBuffer(type.fromBuffer(body)).equals(body)).toBe(true)
      }),
    )
  })

  it('read from damaged bytes is refused or another batch, never anything worse', () => {
    fc.assert(
      fc.property(batches, fc.nat(), fc.nat(7), fc.boolean(), (batch, position, bit, cut) => {
        const bytes = encode(batch as never)
        const at = position % bytes.length
        const damaged = cut ? bytes.slice(0, at) : bytes.slice()
        if (!cut) damaged[at] = (damaged[at] as number) ^ (1 << bit)
        for (const read of name === 'event_batch' ? [decode, decodeAcceptedTimes, decodeAcceptedIds] : [decode]) {
          try {
            read(damaged)
            expect(cut).toBe(false)
          } catch (error) {
            expect(isWeirError(error, 'LOG_RECORD_INVALID')).toBe(true)
          }
        }
      }),
    )
  })
})

describe('single objects', () => {
  it('hold these very bytes', () => {
    expect(Buffer.from(encodeEventBatch(golden)).toString('hex')).toBe(
      [
        'c301', // marker
        '3b523053a4bd6c4a', // fingerprint of EventBatch version 1, little-endian
        '88c002', // day
        '0207', // sealed
        '02', // one event
        '066d2d31', // id
        '0864656d6f', // tenant
        '06776562', // source
        '146f726465722e70616964', // type
        '80cabeb48267', // occurredAt
        'f4cdbeb48267', // receivedAt
        '04', // two keys
        `0a70686f6e65${'00'}${'ab'.repeat(16)}010000`, // type, no scope, hash, usable, no value, first sealed value
        `0c6f70656e6964${'06777831'}${'cd'.repeat(16)}00${'02066f2d31'}01`,
        '00', // end of keys
        `02${'186c6962726172792e6e616d65'}${'0278'}00`, // context
        `02${'286f636375727265645f61745f7265706c61636564'}00`, // flags
        '02', // its sealed fields
        '0102030405060708', // fingerprint of the payload
        '040908', // payload
        '00', // end of events
      ].join(''),
    )
  })

  it('of no known fingerprint, of another batch or of no batch at all are refused', () => {
    const bytes = encodeEventBatch(golden)
    const codes = [bytes.subarray(2), bytes.subarray(0, 9), new Uint8Array(0), encodeChangeBatch({ changes: [] })].map(
      wrong => {
        try {
          decodeEventBatch(wrong)
        } catch (error) {
          return isWeirError(error) ? error.code : error
        }
        return 'read'
      },
    )
    expect(codes).toEqual(new Array(4).fill('LOG_RECORD_INVALID'))
    expect(() => decodeEventBatch(encodeChangeBatch({ changes: [] }))).toThrow(/fingerprint 5d280d8c7e41f54f/)
  })

  it('refuse what the schema cannot hold instead of rounding it', () => {
    const late = { ...goldenEvent, receivedAt: 2 ** 53 }
    expect(() => encodeEventBatch({ ...golden, events: [late] })).toThrow(/below 2\^53/)
    expect(decodeEventBatch(encodeEventBatch(golden))).toEqual(golden) // a failed write leaves nothing behind
  })

  it('share no memory with what was encoded before or with the bytes that were decoded', () => {
    const first = encodeEventBatch(golden)
    const kept = first.slice()
    encodeEventBatch({ ...golden, day: 1, events: [] })
    expect(first).toEqual(kept)
    const decoded = decodeEventBatch(first)
    first.fill(0)
    expect(decoded).toEqual(golden)
  })

  it('are read out of the middle of a larger buffer', () => {
    const bytes = encodeEventBatch(golden)
    const larger = new Uint8Array(bytes.length + 20)
    larger.set(bytes, 7)
    expect(decodeEventBatch(larger.subarray(7, 7 + bytes.length))).toEqual(golden)
    expect(decodeAcceptedTimes(larger.subarray(7, 7 + bytes.length))).toHaveLength(1)
  })

  it('grow with the batch', () => {
    const payload = new Uint8Array(5_000).fill(1)
    const large = { ...golden, events: new Array<Event>(1_000).fill({ ...goldenEvent, payload }) }
    const { events } = decodeEventBatch(encodeEventBatch(large))
    expect(events).toHaveLength(1_000)
    expect(events.every(event => Buffer.compare(event.payload, payload) === 0)).toBe(true)
    expect(decodeEventBatch(encodeEventBatch(golden))).toEqual(golden)
  })
})

describe('an older version', () => {
  it('of RejectedBatch is read with the defaults of what it did not have yet', () => {
    const { schema, fingerprint } = schemaFiles['rejected_batch.v1.avsc']!
    const type = avro.Type.forSchema(schema as unknown as avro.Schema, { registry })
    fc.assert(
      fc.property(rejectedBatches, batch => {
        const body = type.toBuffer({
          ...batch,
          sealed: Buffer.from(batch.sealed),
          events: batch.events.map(event => ({
            ...event,
            payloadSchema: Buffer.from(event.payloadSchema),
            originalSha256: Buffer.from(event.originalSha256),
          })),
        })
        const bytes = Buffer.concat([Buffer.from('c301', 'hex'), Buffer.from(fingerprint, 'hex'), body])
        const events = batch.events.map(event => ({ ...event, door: '', delivery: -1 }))
        expect(decodeRejectedBatch(bytes)).toEqual({ ...batch, events })
      }),
    )
  })
})

describe('projections', () => {
  it('hold what the full batch holds', () => {
    fc.assert(
      fc.property(eventBatches, batch => {
        const bytes = encodeEventBatch(batch)
        const { events } = decodeEventBatch(bytes)
        expect(decodeAcceptedTimes(bytes)).toEqual(events.map(({ tenant, receivedAt }) => ({ tenant, receivedAt })))
        expect(decodeAcceptedIds(bytes)).toEqual(
          events.map(({ id, tenant, source, type, receivedAt }) => ({ id, tenant, source, type, receivedAt })),
        )
      }),
    )
  })
})
