import type { AvroField, AvroType, RecordType } from '../avro/schema.ts'
import type { SchemaVersion } from './schema-files.ts'

const domains = ['user', 'product', 'order', 'inventory', 'marketing']
const columns = [
  ...['amount', 'currency', 'channel', 'platform', 'status', 'order_id', 'sku', 'region', 'shop', 'campaign', 'items'],
]

const fieldRules = (field: AvroField, at: string): string[] => {
  const { doc, sensitivity, format, unit } = field.json
  const faults: string[] = []
  if (typeof doc !== 'string' || doc.length < 5) faults.push(`${at} has no doc`)
  // Names of Object.prototype would be found on every payload.
  if (field.name in {} || !/^[a-z][a-zA-Z0-9_]*$/.test(field.name)) faults.push(`${at} has a name that cannot be used`)
  if (isRecords(field.type)) return faults
  if (![1, 2, 3, 4].includes(sensitivity as number)) faults.push(`${at} has no sensitivity`)
  if (Number(sensitivity) >= 3 && field.type.kind !== 'union') faults.push(`${at} is sealed, so it must be optional`)
  if (format === 'decimal' && typeof unit !== 'string') faults.push(`${at} is a number without a unit`)
  return faults
}

/** A list of records, or one that may be absent: its fields say how sensitive they are. */
const isRecords = (type: AvroType): boolean =>
  (type.kind === 'array' && type.items.kind === 'record') ||
  (type.kind === 'union' && type.branches.some(branch => branch.kind === 'record'))

const recordsIn = (type: AvroType): RecordType[] => {
  switch (type.kind) {
    case 'record':
      return [type, ...type.fields.flatMap(field => recordsIn(field.type))]
    case 'array':
      return recordsIn(type.items)
    case 'union':
      return type.branches.flatMap(recordsIn)
    default:
      return []
  }
}

const payloadRules = ({ path, type, json }: SchemaVersion): string[] => {
  const faults: string[] = []
  const names = type.fields.map(field => field.name)
  if (!domains.includes(String(json.domain))) faults.push(`${path} has no domain out of ${domains.join(', ')}`)
  if (names.at(-1) !== 'properties') faults.push(`${path} does not end with properties`)
  const money = type.fields.some(field => field.json.format === 'decimal' && field.json.unit === 'currency')
  if (money && !names.includes('currency')) faults.push(`${path} has money without a currency`)
  const taken = new Set(names)
  const fed = new Set<unknown>()
  for (const { name, aliases, json: field } of type.fields) {
    for (const alias of aliases) {
      if (taken.has(alias)) faults.push(`${path}: ${alias} stands for two fields, one of them ${name}`)
      taken.add(alias)
    }
    if (field.column === undefined) continue
    if (!columns.includes(String(field.column)))
      faults.push(`${path}: ${name} feeds ${field.column}, which is no column`)
    if (fed.has(field.column)) faults.push(`${path}: two fields feed ${field.column}`)
    fed.add(field.column)
  }
  return faults
}

/** House rules of a schema that Avro itself does not know; empty when it keeps them. */
export const schemaRules = (version: SchemaVersion): string[] => [
  ...new Set([
    ...(version.type.doc === '' ? [`${version.path} has no doc`] : []),
    ...recordsIn(version.type).flatMap(record =>
      record.fields.flatMap(field => fieldRules(field, `${version.path}: ${field.name}`)),
    ),
    ...(version.event === undefined ? [] : payloadRules(version)),
  ]),
]
