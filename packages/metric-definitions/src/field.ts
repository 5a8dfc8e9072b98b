import { parseScaled, plainDecimal, type Scaled } from './decimal.ts'
import { type MetricEvent, textColumns } from './event.ts'

export type TextColumn = (typeof textColumns)[number]

const isTextColumn = (path: string): path is TextColumn => (textColumns as readonly string[]).includes(path)
const propertyPath = /^properties(\.[A-Za-z_][A-Za-z0-9_]*)+$/

/** A field that has a text: a text column or `properties.<name>`. */
export const isTextPath = (path: string): boolean => isTextColumn(path) || propertyPath.test(path)

/** A field that may hold a number: `amount` or `properties.<name>`. */
export const isNumberPath = (path: string): boolean => path === 'amount' || propertyPath.test(path)

/** `amount` is stored with four digits after the point. */
const amountDigits = 4

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  return ''
}

/** The field as text; '' when it is missing, a list or an object. */
export function textReader(path: string): (event: MetricEvent) => string {
  if (path === 'type') return event => event.type
  if (path === 'source') return event => event.source
  if (isTextColumn(path)) return event => event.columns[path as Exclude<TextColumn, 'type' | 'source'>] ?? ''
  return event => textOf(event.field(path))
}

/** The field as an exact number; undefined when it is missing or no plain decimal. */
export function numberReader(path: string): (event: MetricEvent) => Scaled | undefined {
  if (path === 'amount')
    return ({ columns: { amount } }) => (amount === undefined ? undefined : parseScaled(amount, amountDigits))
  const text = textReader(path)
  return event => parseScaled(text(event))
}

const column = (path: string) =>
  path
    .split('.')
    .map(part => `\`${part}\``)
    .join('.')

/** `textReader` as SQL over weir_data.events. Paths come from parsed definitions, so they are safe to name. */
export function textSql(path: string): string {
  if (isTextColumn(path)) return `toString(${path})`
  const field = column(path)
  return `if(startsWith(dynamicType(${field}), 'Array'), '', ifNull(toString(${field}), ''))`
}

/** `numberReader` as SQL over weir_data.events: Nullable(Decimal(38, 6)). */
export function numberSql(path: string): string {
  if (path === 'amount') return "CAST(amount, 'Nullable(Decimal(38, 6))')"
  const text = textSql(path)
  return `if(match(${text}, '${plainDecimal}'), toDecimal128OrNull(${text}, 6), NULL)`
}
