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
  /** An object is as welcome as text; only fields of sensitivity 3 and 4, whose value is sealed as it came. */
  format?: 'json'
  /** Of kind `items`: the fields of one line. */
  fields?: readonly PayloadField[]
}

/**
 * Keyed by field name; absent and null are the same. `properties`, which is none of the fields, is JSON text of the
 * free-form rest, `{}` when there is none.
 */
export type Payload = Record<string, unknown>

export interface Fault {
  /** Path relative to the payload, such as `items[2].price`. */
  field: string
  code: 'field_missing' | 'field_type' | 'field_value' | 'field_unknown'
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
  /** Of the newest version: what `decode` returns and `check` expects. */
  fields: readonly PayloadField[]
  /**
   * Never throws for a payload without faults. Fields of sensitivity 3 and 4 are written as null, whatever they hold.
   * Only the newest version is written: an older one throws INTERNAL.
   */
  encode(payload: Payload): Uint8Array
  /**
   * Reads bytes of this version in the newest shape; absent values are null. Throws LOG_RECORD_INVALID for bytes that are
   * not of this schema. Hashes of persons are views of `bytes`.
   */
  decode(bytes: Uint8Array): Payload
  /** Every fault, empty when it fits. */
  check(payload: Payload): Fault[]
}
