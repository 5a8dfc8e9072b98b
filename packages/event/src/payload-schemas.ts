import { WeirError } from '@weir/errors'
import { Reader } from './avro/reader.ts'
import { Writer } from './avro/writer.ts'
import { checkPayload } from './check-payload.ts'
import type { PayloadCodec } from './codec.ts'
import { payloadCodecs } from './generated/payloads.ts'
import { schemaFiles } from './generated/schemas.ts'
import { payloadFields } from './payload-fields.ts'
import type { Domain, Payload, PayloadSchema } from './payload-schema.ts'

const writer = new Writer()

const write = (codec: PayloadCodec, payload: Payload): Uint8Array => {
  if (codec.write === undefined) throw new WeirError('INTERNAL', `${codec.file} is an old version: it is only read`)
  writer.start()
  codec.write(writer, payload)
  return writer.finish()
}

const read = (codec: PayloadCodec, bytes: Uint8Array): Payload => {
  const from = new Reader(bytes)
  const payload = codec.read(from)
  from.finish()
  return payload
}

type SchemaFiles = typeof schemaFiles

/** `newest` describes what `read` returns, whatever version it reads. */
const describe = (codec: PayloadCodec, newest: PayloadCodec, files: SchemaFiles): PayloadSchema => {
  const own = files[codec.file]
  const shape = files[newest.file]
  if (own === undefined || shape === undefined) throw new Error(`${codec.file} is not embedded`)
  const type = String(own.schema.event)
  const fields = payloadFields(shape.schema)
  return {
    type,
    version: Number(own.schema.version),
    domain: String(own.schema.domain) as Domain,
    fingerprint: Uint8Array.from(Buffer.from(own.fingerprint, 'hex')),
    fingerprintHex: own.fingerprint,
    fields,
    encode: payload => write(codec, payload),
    decode: bytes => read(codec, bytes),
    check: checkPayload(type, fields),
  }
}

interface Registry {
  types: readonly string[]
  ofType(type: string): PayloadSchema | undefined
  ofFingerprint(fingerprint: Uint8Array): PayloadSchema | undefined
}

const low = (bytes: Uint8Array): number =>
  ((bytes[0] as number) | ((bytes[1] as number) << 8) | ((bytes[2] as number) << 16) | ((bytes[3] as number) << 24)) >>>
  0

export const createRegistry = (codecs: readonly PayloadCodec[], files: SchemaFiles): Registry => {
  const typeOf = (codec: PayloadCodec) => String(files[codec.file]?.schema.event)
  const newest = new Map<string, PayloadCodec>()
  for (const codec of codecs) if (codec.write !== undefined) newest.set(typeOf(codec), codec)
  const byType = new Map<string, PayloadSchema>()
  const byFingerprint = new Map<number, PayloadSchema>()
  for (const codec of codecs) {
    const schema = describe(codec, newest.get(typeOf(codec)) ?? codec, files)
    if (codec.write !== undefined) byType.set(schema.type, schema)
    // Half of a fingerprint tells them apart, and a number is found faster than a text; the other half is compared.
    if (byFingerprint.has(low(schema.fingerprint))) throw new Error(`${codec.file} shares half a fingerprint`)
    byFingerprint.set(low(schema.fingerprint), schema)
  }
  return {
    types: [...byType.keys()],
    ofType: type => byType.get(type),
    ofFingerprint: fingerprint => {
      if (fingerprint.length !== 8) return undefined
      const schema = byFingerprint.get(low(fingerprint))
      if (schema === undefined) return undefined
      for (let i = 4; i < 8; i++) if (schema.fingerprint[i] !== fingerprint[i]) return undefined
      return schema
    },
  }
}

const registry = createRegistry(payloadCodecs, schemaFiles)
const custom = registry.ofType('custom') as PayloadSchema

/** Every typed event, such as `order.paid`. */
export const eventTypes: readonly string[] = registry.types.filter(type => type !== 'custom')

/** The newest schema of a type; the custom one for custom.* and for types not known. */
export const payloadSchemaOf = (type: string): PayloadSchema => registry.ofType(type) ?? custom

/** The schema a payload was written with, old versions too; undefined when a newer Weir wrote it. */
export const payloadSchemaByFingerprint = (fingerprint: Uint8Array): PayloadSchema | undefined =>
  registry.ofFingerprint(fingerprint)
