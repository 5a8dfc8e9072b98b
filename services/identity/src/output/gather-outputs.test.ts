import { decodeIdentifiedBatch, eventIdHash, type IdentifiedEvent, identifiedPartition } from '@weir/event'
import { type LogRecord, maxRecordBytes, maxRecordEvents } from '@weir/event-log'
import { openValues, type Secrets, sealValues } from '@weir/privacy'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventOf } from '../resolve/events.fixture.ts'
import { gatherOutputs, type StampedRecord } from './gather-outputs.ts'

const secrets: Secrets = {
  hmac: new Uint8Array(32),
  sealing: { current: 'k1', keys: new Map([['k1', new Uint8Array(32).fill(1)]]) },
}

interface Sketch {
  day?: number
  /** Bytes of payload of each event. */
  sizes: readonly number[]
  /** Which events have a sealed value. */
  sealed?: readonly number[]
}

/** Records with coordinates that tell every event apart; a sealed value says which event it belongs to. */
function stamped(sketches: readonly Sketch[]): StampedRecord[] {
  return sketches.map(({ day = 20_000, sizes, sealed = [] }, offset) => {
    const values: string[] = []
    const events = sizes.map((size, index): IdentifiedEvent => {
      const id = `${offset}.${index}`
      const event = eventOf({ id, keys: ['user:1'], payload: new Uint8Array(size) })
      if (sealed.includes(index)) {
        event.keys[0]!.sealed = values.push(`key of ${id}`) - 1
        event.sealed = values.push(`fields of ${id}`) - 1
        event.keys.push({ ...event.keys[0]! })
      }
      const { tenant, receivedAt } = event
      const who = { verdict: 'identified' as const, oneId: 1, anchorKey: 1, keyIds: [1] }
      return { partition: 3, offset, index, tenant, receivedAt, ...who, event }
    })
    const bytes = sizes.reduce((sum, size) => sum + size + 100, 0)
    return { day, sealed: sealValues(secrets, values), bytes, events }
  })
}

const outputs = (records: readonly StampedRecord[], partitions: number) =>
  gatherOutputs(records, { partitions, generation: 'g', secrets })

function opened(records: readonly LogRecord[]) {
  return records.map(({ partition, value }) => {
    const batch = decodeIdentifiedBatch(value)
    const values = openValues(secrets, batch.sealed)
    const events = batch.events.map(({ offset, index, event }) => ({
      at: `${offset}.${index}`,
      id: event!.id,
      values: [event!.keys[0]!.sealed, event!.sealed].map(place => (place < 0 ? undefined : values[place])),
    }))
    return { partition, bytes: value.length, ...batch, values, events }
  })
}

const sketch: fc.Arbitrary<Sketch> = fc.record({
  day: fc.constantFrom(20_000, 20_001),
  sizes: fc.oneof(
    fc.array(fc.nat(50), { minLength: 1, maxLength: 5 }),
    fc.array(fc.constantFrom(10, 30_000), { minLength: 1, maxLength: 60 }),
    fc.integer({ min: 200, max: 1_000 }).map(count => new Array<number>(count).fill(5)),
  ),
  sealed: fc.uniqueArray(fc.nat(8), { maxLength: 4 }),
})

describe('gatherOutputs', () => {
  it('keeps each event once, in order within a partition, with its own sealed values, within the bounds', () => {
    fc.assert(
      fc.property(fc.array(sketch, { minLength: 1, maxLength: 8 }), fc.constantFrom(1, 3), (sketches, partitions) => {
        const records = stamped(sketches)
        const made = opened(outputs(records, partitions))
        const seen: string[][] = Array.from({ length: partitions }, () => [])
        for (const { partition, bytes, day, generation, values, events } of made) {
          expect(generation).toBe('g')
          expect(bytes).toBeLessThanOrEqual(maxRecordBytes)
          expect(events.length).toBeLessThanOrEqual(maxRecordEvents)
          expect(events.flatMap(event => event.values.filter(Boolean))).toHaveLength(values.length)
          for (const { at, id, values: own } of events) {
            const [offset, index] = at.split('.').map(Number) as [number, number]
            expect(id).toBe(at)
            expect(day).toBe(sketches[offset]!.day)
            expect(partition).toBe(identifiedPartition(eventIdHash('t', 'web', id), partitions))
            const isSealed = sketches[offset]!.sealed!.includes(index)
            expect(own).toEqual(isSealed ? [`key of ${id}`, `fields of ${id}`] : [undefined, undefined])
            seen[partition]!.push(at)
          }
        }
        const expected: string[][] = Array.from({ length: partitions }, () => [])
        for (const { events } of records) {
          for (const { offset, index, event } of events) {
            expected[identifiedPartition(eventIdHash('t', 'web', event!.id), partitions)]!.push(`${offset}.${index}`)
          }
        }
        expect(seen).toEqual(expected)
      }),
      { numRuns: 40 },
    )
  })

  it('passes the ciphertext of a whole record on unchanged', () => {
    const records = stamped([
      { sizes: new Array<number>(400).fill(10), sealed: [1, 7] },
      { sizes: [5], sealed: [0] },
      { sizes: new Array<number>(300).fill(10), sealed: [2] },
    ])
    const made = opened(outputs(records, 1))
    expect(made.map(({ events }) => events.length)).toEqual([400, 1, 300])
    expect(made.map(({ sealed }) => Buffer.from(sealed))).toEqual(records.map(({ sealed }) => Buffer.from(sealed)))
  })

  it('joins small records, and never two days', () => {
    const [small, tomorrow] = [
      { sizes: [5, 5], sealed: [1] },
      { day: 20_001, sizes: [5] },
    ]
    const made = opened(outputs(stamped([small, small, tomorrow, small]), 1))
    expect(made.map(({ day, events }) => `${day}: ${events.map(({ at }) => at).join(' ')}`)).toEqual([
      '20000: 0.0 0.1 1.0 1.1',
      '20001: 2.0',
      '20000: 3.0 3.1',
    ])
  })

  it('changes none of the records it was given: a retry must find them as they were', () => {
    const records = stamped([
      { sizes: [5, 5], sealed: [0, 1] },
      { sizes: [5], sealed: [0] },
    ])
    const before = JSON.stringify(records)
    outputs(records, 1)
    outputs(records, 3)
    expect(JSON.stringify(records)).toBe(before)
  })
})
