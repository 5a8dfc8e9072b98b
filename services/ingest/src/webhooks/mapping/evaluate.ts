import { isObject } from '../../json/shape.ts'
import { textOf } from '../../pipeline/text.ts'
import { shiftPoint, sumOf } from './decimals.ts'
import type { Expression } from './expression.ts'

const mostLines = 1_000

/** The value of an expression; `undefined` where what it needs was not sent. */
export function evaluate(expression: Expression, facts: unknown): unknown {
  if (typeof expression === 'string') return valueAt(facts, expression)
  if (Array.isArray(expression)) {
    for (const one of expression) {
      const value = evaluate(one, facts)
      if (value !== undefined) return value
    }
    return undefined
  }
  if ('text' in expression) return expression.text
  if ('minor' in expression)
    return shiftPoint(
      textOf(valueAt(facts, expression.minor)),
      digitsOf(textOf(evaluate(expression.currency, facts)) ?? ''),
    )
  if ('upper' in expression) return textOf(evaluate(expression.upper, facts))?.toUpperCase()
  if ('seconds' in expression) return msOf(textOf(evaluate(expression.seconds, facts)))
  if ('beijing' in expression)
    return textOf(evaluate(expression.beijing, facts))?.replace(/^(\S+) (\S+)$/, '$1T$2+08:00')
  if ('join' in expression) {
    const parts = expression.join.map(part => textOf(evaluate(part, facts)))
    return parts.includes(undefined) ? undefined : parts.join(expression.with)
  }
  if ('sum' in expression) {
    const list = listAt(facts, expression.sum)
    return list && sumOf(list.map(line => textOf(valueAt(line, expression.of))))
  }
  if ('each' in expression) return listAt(facts, expression.each)?.map(line => fieldsOf(expression.fields, line))
  const { type, scope, value } = expression.person
  const id = textOf(evaluate(value, facts))
  return id === undefined ? undefined : { type, id, scope: scope && textOf(evaluate(scope, facts)) }
}

/** The fields that have a value. */
export function fieldsOf(fields: Readonly<Record<string, Expression>>, facts: unknown): Record<string, unknown> {
  const made: Record<string, unknown> = {}
  for (const [name, expression] of Object.entries(fields)) {
    const value = evaluate(expression, facts)
    if (value !== undefined) made[name] = value
  }
  return made
}

/** What was sent at a path; null and nothing are the same. Only what was sent: never a name of the prototype. */
export function valueAt(facts: unknown, path: string): unknown {
  let value = facts
  for (const name of path.split('.')) {
    if (Array.isArray(value)) value = value[Number(name)]
    else if (isObject(value) && Object.hasOwn(value, name)) value = value[name]
    else return undefined
  }
  return value === null || value === '' ? undefined : value
}

function listAt(facts: unknown, path: string): unknown[] | undefined {
  const value = valueAt(facts, path)
  return Array.isArray(value) ? value.slice(0, mostLines) : undefined
}

const msOf = (seconds: string | undefined) =>
  seconds !== undefined && /^\d{1,11}$/.test(seconds) ? Number(seconds) * 1_000 : undefined

const withoutMinor = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '))
const withThousandths = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '))

/** Digits of the minor unit, as payment providers count it: for currencies that have none, whole units. */
const digitsOf = (currency: string): number => {
  const code = currency.toUpperCase()
  return withoutMinor.has(code) ? 0 : withThousandths.has(code) ? 3 : 2
}
