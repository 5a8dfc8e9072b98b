import { type Payload, type PayloadField, type PayloadSchema, payloadSchemaByFingerprint } from '@weir/event'

/** Columns of weir_data.events that a payload field may feed. */
export const scalarColumns = [
  'amount', 'currency', 'channel', 'platform', 'status', 'order_id', 'sku', 'region', 'shop', 'campaign',
] as const // biome-ignore format: a list
export type ScalarColumn = (typeof scalarColumns)[number]

export interface Item {
  sku: string
  category: string
  quantity: string
  price: string
  discount: string
}

export interface ReadPayload {
  columns: Partial<Record<ScalarColumn, string>>
  items: readonly Item[]
  /** JSON text of everything that has no column of its own. */
  properties: string
  /** Typed fields by name, as decoded. */
  fields: Payload
}

export interface Fault {
  code: string
  field: string
  message: string
}

const isFault = (read: ReadPayload | Fault): read is Fault => 'code' in read

export { isFault }

/** Decimal(18, 4): up to fourteen digits before the point, up to four after it. */
const moneyText = /^-?\d{1,14}(\.\d{1,4}0*)?$/

const fault = (code: string, field: string, message: string): Fault => ({ code, field, message })

/** Decodes a payload and tells its columns apart; a fault says why ClickHouse could not hold it. */
export function readPayload(fingerprint: Uint8Array, bytes: Uint8Array): ReadPayload | Fault {
  const schema = payloadSchemaByFingerprint(fingerprint)
  if (!schema) return fault('schema_unknown', 'payloadSchema', 'no schema of this fingerprint is known to this version')
  let payload: Payload
  try {
    payload = schema.decode(bytes)
  } catch {
    return fault('payload_malformed', 'payload', `the bytes are no ${schema.type} version ${schema.version}`)
  }
  return readDecoded(schema, payload)
}

function readDecoded(schema: PayloadSchema, payload: Payload): ReadPayload | Fault {
  const columns: ReadPayload['columns'] = {}
  let items: readonly Item[] = []
  let rest = ''
  for (const field of schema.fields) {
    const value = payload[field.name]
    if (value === null || value === undefined || field.name === 'properties') continue
    if (field.kind === 'items') {
      const read = readItems(value, field.name)
      if (isFault(read as ReadPayload | Fault)) return read as Fault
      items = read as readonly Item[]
    } else if (field.column) {
      const text = String(value)
      if (field.column === 'amount' && !moneyText.test(text)) return notMoney(field.name)
      columns[field.column as ScalarColumn] = text
    } else {
      rest += `${rest && ','}${JSON.stringify(field.name)}:${JSON.stringify(jsonOf(field, value))}`
    }
  }
  return { columns, items, properties: mergeObjects(rest, String(payload.properties ?? '')), fields: payload }
}

const notMoney = (field: string) =>
  fault('value_out_of_range', field, 'amounts have at most 14 digits before the point and 4 after it')

function readItems(value: unknown, name: string): readonly Item[] | Fault {
  const items: Item[] = []
  for (const [index, raw] of (value as Partial<Record<keyof Item, string | null>>[]).entries()) {
    const item = {
      sku: raw.sku ?? '',
      category: raw.category ?? '',
      quantity: raw.quantity ?? '1',
      price: raw.price ?? '0',
      discount: raw.discount ?? '0',
    }
    for (const field of ['quantity', 'price', 'discount'] as const) {
      if (!moneyText.test(item[field])) return notMoney(`${name}[${index}].${field}`)
    }
    items.push(item)
  }
  return items
}

function jsonOf(field: PayloadField, value: unknown): unknown {
  if (field.kind === 'time') return new Date(value as number).toISOString()
  if (field.kind !== 'person') return value
  const person = value as { type: string; scope: string; hash: Uint8Array; usable: boolean }
  return {
    type: person.type,
    scope: person.scope,
    hash: Buffer.from(person.hash).toString('hex'),
    usable: person.usable,
  }
}

/** `fields` is the inside of an object, `text` a whole one. */
function mergeObjects(fields: string, text: string): string {
  const inside = text.length > 2 ? text.slice(1, -1) : ''
  return `{${fields}${fields && inside ? ',' : ''}${inside}}`
}
