import fc from 'fast-check'
import type {
  ChangeBatch,
  Event,
  EventBatch,
  IdentifiedBatch,
  IdentifiedEvent,
  KeyRef,
  RejectedBatch,
} from '../generated/batches.ts'
import type { Payload, PayloadField, PayloadSchema } from '../payload-schema.ts'

const int = fc.integer()
/** avsc rounds whole numbers from 2^52 on, so what it is to read stays below. */
const exactLong = fc.integer({ min: -(2 ** 52), max: 2 ** 52 })
export const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 10 }),
  fc.string({ minLength: 60, maxLength: 300 }),
  fc.constantFrom('', 'demo', 'order.paid', 'user_id', 'constructor'),
)
const bytes = (size: number) => fc.uint8Array({ minLength: size, maxLength: size })
const blob = fc.uint8Array({ maxLength: 300 })

const keyRef: fc.Arbitrary<KeyRef> = fc.record({
  type: text,
  scope: text,
  hash: bytes(16),
  usable: fc.boolean(),
  value: fc.option(text),
  sealed: int,
})

const event: fc.Arbitrary<Event> = fc.record({
  id: text,
  tenant: text,
  source: text,
  type: text,
  occurredAt: exactLong,
  receivedAt: exactLong,
  keys: fc.array(keyRef, { maxLength: 4 }),
  context: fc.dictionary(
    text.filter(key => key !== '__proto__'),
    text,
    { maxKeys: 5, noNullPrototype: true },
  ),
  flags: fc.array(text, { maxLength: 3 }),
  sealed: int,
  payloadSchema: bytes(8),
  payload: blob,
})

export const eventBatches: fc.Arbitrary<EventBatch> = fc.record({
  day: int,
  sealed: blob,
  events: fc.array(event, { maxLength: 6 }),
})

const identifiedEvent: fc.Arbitrary<IdentifiedEvent> = fc.record({
  partition: int,
  offset: exactLong,
  index: int,
  tenant: text,
  receivedAt: exactLong,
  verdict: fc.constantFrom('identified', 'suppressed'),
  oneId: exactLong,
  anchorKey: exactLong,
  keyIds: fc.array(exactLong, { maxLength: 4 }),
  event: fc.option(event),
})

export const identifiedBatches: fc.Arbitrary<IdentifiedBatch> = fc.record({
  generation: text,
  day: int,
  sealed: blob,
  events: fc.array(identifiedEvent, { maxLength: 4 }),
})

export const rejectedBatches: fc.Arbitrary<RejectedBatch> = fc.record({
  day: int,
  sealed: blob,
  events: fc.array(
    fc.record({
      id: text,
      tenant: text,
      source: text,
      type: text,
      receivedAt: exactLong,
      code: text,
      field: text,
      message: text,
      payloadSchema: bytes(8),
      original: int,
      originalLength: int,
      originalSha256: bytes(32),
      door: text,
      delivery: int,
    }),
    { maxLength: 4 },
  ),
})

export const changeBatches: fc.Arbitrary<ChangeBatch> = fc.record({
  changes: fc.array(
    fc.record({ tenant: text, keyId: exactLong, oneId: exactLong, version: exactLong, changedAt: exactLong }),
    { maxLength: 6 },
  ),
})

const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 14n) + 1n, max: 10n ** 14n - 1n }), fc.stringMatching(/^\d{0,4}$/))
  .map(([whole, fraction]) => (fraction === '' ? `${whole}` : `${whole}.${fraction}`))

const valueArbitrary = (field: PayloadField): fc.Arbitrary<unknown> => {
  switch (field.kind) {
    case 'string':
      return field.symbols ? fc.constantFrom(...field.symbols) : text
    case 'int':
      return int
    case 'long':
      return exactLong
    case 'double':
      return fc.double({ noNaN: true, noDefaultInfinity: true })
    case 'boolean':
      return fc.boolean()
    case 'decimal':
      return decimal
    case 'time':
      return fc.integer({ min: -8.64e15, max: 8.64e15 }).filter(ms => Math.abs(ms) <= 2 ** 52)
    case 'strings':
      return fc.array(text, { maxLength: 4 })
    case 'items':
      return fc.array(fieldsArbitrary(field.fields ?? []), { maxLength: 4 })
    case 'person':
      return fc.record({ type: text, scope: text, hash: bytes(16), usable: fc.boolean() })
  }
}

/** Sealed fields stay null, as they are on the log. */
const fieldsArbitrary = (fields: readonly PayloadField[]): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(
    Object.fromEntries(
      fields.map(field => {
        if (field.required) return [field.name, valueArbitrary(field)]
        return [field.name, field.sensitivity >= 3 ? fc.constant(null) : fc.option(valueArbitrary(field))]
      }),
    ),
  )

/** Payloads without faults, as they come back from `decode`. */
export const payloadsOf = (schema: PayloadSchema): fc.Arbitrary<Payload> =>
  fc.tuple(fieldsArbitrary(schema.fields), fc.json()).map(([fields, properties]) => ({ ...fields, properties }))

/** Byte values as hex and records as plain objects, so that what two decoders build can be compared. */
export const plain = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return `0x${Buffer.from(value).toString('hex')}`
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]))
  }
  return value
}
