/** 1 public, 2 internal, 3 personal, 4 sensitive. Levels 3 and 4 are null on the log, their value is sealed. */
export type Sensitivity = 1 | 2 | 3 | 4

export type Domain = 'user' | 'product' | 'order' | 'inventory' | 'marketing'

/**
 * The shape of a field's value in a decoded payload:
 * `string` text (one of `symbols` where given) · `int`, `long` whole numbers · `double` finite number · `boolean` ·
 * `decimal` text such as `-12.5` (see `decimalOf`) · `time` Unix milliseconds · `strings` array of text ·
 * `items` array of `{sku, category, quantity, price, discount}`, the last three decimal text or null ·
 * `person` `{type, scope, hash, usable}`, somebody other than the actor.
 */
export type FieldKind =
  | 'string'
  | 'int'
  | 'long'
  | 'double'
  | 'boolean'
  | 'decimal'
  | 'time'
  | 'strings'
  | 'items'
  | 'person'

export interface PayloadField {
  name: string
  doc: string
  kind: FieldKind
  required: boolean
  sensitivity: Sensitivity
  unit?: string
  /** Column of weir_data.events that this field feeds. */
  column?: string
  /** Other names a sender may use, in order of precedence; the field's own name goes before them. */
  aliases: readonly string[]
  symbols?: readonly string[]
}

/** Keyed by field name; absent and null are the same. `properties` is JSON text of the free-form rest, `{}` when none. */
export type Payload = Record<string, unknown>

export interface Fault {
  /** Path relative to the payload, such as `items[2].price`. */
  field: string
  /** The expected shape in words. */
  expected: string
}

export interface PayloadSchema {
  /** `custom` for every custom.* event. */
  type: string
  version: number
  domain: Domain
  /** CRC-64-AVRO, 8 bytes, little-endian. Shared: do not write to it. */
  fingerprint: Uint8Array
  /** The same bytes in hex. */
  fingerprintHex: string
  fields: readonly PayloadField[]
  /** Never throws for a payload without faults. Fields of sensitivity 3 and 4 are written as null, whatever they hold. */
  encode(payload: Payload): Uint8Array
  /** Absent values are null. Throws LOG_RECORD_INVALID for bytes that are not of this schema. */
  decode(bytes: Uint8Array): Payload
  /** Every fault, empty when it fits. */
  check(payload: Payload): Fault[]
}
