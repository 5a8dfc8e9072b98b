import { parseScaled, type Scaled } from './decimal.ts'
import type { MetricEvent } from './event.ts'
import { numberReader, numberSql, textReader, textSql } from './field.ts'

/** One test of one field. Text tests compare text (a missing field is ''); number tests fail on what is no number. */
export type Test = TextTest | NumberTest

export interface TextTest {
  op: 'in' | 'not_in'
  values: readonly string[]
}

export interface NumberTest {
  op: 'gt' | 'gte' | 'lt' | 'lte'
  /** A plain decimal. */
  number: string
}

export type TypePattern = { exact: string } | { prefix: string }

/** One of the types, and every test. */
export interface Predicate {
  /** Exact types, or every type below a prefix (`live.`). */
  types: readonly TypePattern[]
  fields: readonly { path: string; tests: readonly Test[] }[]
}

export const matchesType = (types: readonly TypePattern[], type: string): boolean =>
  types.some(pattern => ('exact' in pattern ? pattern.exact === type : type.startsWith(pattern.prefix)))

const compare: Record<'gt' | 'gte' | 'lt' | 'lte', (a: Scaled, b: Scaled) => boolean> = {
  gt: (a, b) => a > b,
  gte: (a, b) => a >= b,
  lt: (a, b) => a < b,
  lte: (a, b) => a <= b,
}

function compileTest(path: string, test: Test): (event: MetricEvent) => boolean {
  if ('values' in test) {
    const read = textReader(path)
    const wanted = test.op === 'in'
    const [only, ...more] = test.values
    if (more.length === 0) return event => (read(event) === only) === wanted
    const values = new Set(test.values)
    return event => values.has(read(event)) === wanted
  }
  const read = numberReader(path)
  const holds = compare[test.op]
  const bound = parseScaled(test.number)!
  return event => {
    const value = read(event)
    return value !== undefined && holds(value, bound)
  }
}

/** The tests of fields; the type is looked up before. Undefined when there are none. */
export function compileFields(predicate: Predicate): ((event: MetricEvent) => boolean) | undefined {
  const tests = predicate.fields.flatMap(({ path, tests }) => tests.map(test => compileTest(path, test)))
  const [first, ...more] = tests
  if (!first || more.length === 0) return first
  return event => tests.every(test => test(event))
}

const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
const list = (values: readonly string[]) => `(${values.map(quoted).join(', ')})`
const operator = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

function testSql(path: string, test: Test): string {
  if ('values' in test) return `${textSql(path)} ${test.op === 'in' ? 'IN' : 'NOT IN'} ${list(test.values)}`
  return `ifNull(${numberSql(path)} ${operator[test.op]} toDecimal128(${quoted(test.number)}, 6), 0)`
}

/** The whole predicate over weir_data.events. Values come from definition files, not from requests. */
export function predicateSql(predicate: Predicate): string {
  const exact = predicate.types.flatMap(pattern => ('exact' in pattern ? [pattern.exact] : []))
  const types = [
    ...(exact.length > 0 ? [`type IN ${list(exact)}`] : []),
    ...predicate.types.flatMap(pattern => ('prefix' in pattern ? [`startsWith(type, ${quoted(pattern.prefix)})`] : [])),
  ]
  const fields = predicate.fields.flatMap(({ path, tests }) => tests.map(test => testSql(path, test)))
  return [`(${types.join(' OR ')})`, ...fields].join(' AND ')
}
