import { z } from 'zod'
import type { Fields } from '../read/row.ts'

const column = z.string().min(1, { error: 'is no name of a column' })

/** How a value is made of a row's columns. The forms are explained in docs/import.md. */
export type Expression =
  | string
  | Expression[]
  | { text: string }
  | { number: Expression }
  | { boolean: Expression }
  | { json: Expression }
  | { join: Expression[]; with: string }
  | { match: Expression; to: Record<string, string> }

export const expression: z.ZodType<Expression> = z.lazy(() =>
  z.union(
    [
      column,
      z.array(expression).min(1),
      z.strictObject({ text: z.string() }),
      z.strictObject({ number: expression }),
      z.strictObject({ boolean: expression }),
      z.strictObject({ json: expression }),
      z.strictObject({ join: z.array(expression).min(1), with: z.string() }),
      z.strictObject({ match: expression, to: z.record(z.string(), z.string()) }),
    ],
    { error: 'is no column, list of columns, or form such as { text: CNY }' },
  ),
)

/** A value that is not what its form says, such as a number that is none; the message names columns, never values. */
export class ValueFault extends Error {}

/** What the expression is in this row; `undefined` for an empty column. @throws ValueFault */
export function evaluate(wanted: Expression, row: Fields): unknown {
  if (typeof wanted === 'string') return presentOf(row[wanted])
  if (Array.isArray(wanted)) return firstOf(wanted, row)
  if ('text' in wanted) return wanted.text
  if ('join' in wanted) {
    const parts = wanted.join.map(part => evaluate(part, row))
    return parts.includes(undefined) ? undefined : parts.map(String).join(wanted.with)
  }
  if ('match' in wanted) {
    const value = evaluate(wanted.match, row)
    if (value === undefined) return undefined
    if (Object.hasOwn(wanted.to, String(value))) return wanted.to[String(value)]
    throw new ValueFault(`${namesOf(wanted.match)} has a value that the mapping does not name`)
  }
  if ('number' in wanted) return converted(wanted.number, row, 'a number', numberOf)
  if ('boolean' in wanted) return converted(wanted.boolean, row, 'true or false', booleanOf)
  return converted(wanted.json, row, 'JSON', jsonOf)
}

/** Names of the columns an expression reads. */
export function columnsIn(wanted: Expression): string[] {
  if (typeof wanted === 'string') return [wanted]
  if (Array.isArray(wanted)) return wanted.flatMap(columnsIn)
  if ('text' in wanted) return []
  if ('join' in wanted) return wanted.join.flatMap(columnsIn)
  if ('match' in wanted) return columnsIn(wanted.match)
  return columnsIn('number' in wanted ? wanted.number : 'boolean' in wanted ? wanted.boolean : wanted.json)
}

const namesOf = (wanted: Expression) => columnsIn(wanted).join(', ')

const presentOf = (value: unknown): unknown => (value === null || value === '' ? undefined : value)

function firstOf(among: readonly Expression[], row: Fields): unknown {
  for (const one of among) {
    const value = evaluate(one, row)
    if (value !== undefined) return value
  }
  return undefined
}

function converted(from: Expression, row: Fields, what: string, convert: (value: unknown) => unknown): unknown {
  const value = evaluate(from, row)
  if (value === undefined) return undefined
  const made = convert(value)
  if (made === undefined) throw new ValueFault(`${namesOf(from)} is not ${what}`)
  return made
}

/** Digits that a double cannot hold stay text: ingest reads decimals from text exactly. */
function numberOf(value: unknown): unknown {
  if (typeof value === 'number') return value
  const text = String(value).trim()
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return undefined
  const digits = text.replace(/e.*$/i, '').replace(/\D/g, '').replace(/^0+/, '')
  return digits.length > 15 ? text : Number(text)
}

function booleanOf(value: unknown): unknown {
  if (typeof value === 'boolean') return value
  const text = String(value).trim().toLowerCase()
  if (['true', 't', 'yes', 'y', '1'].includes(text)) return true
  return ['false', 'f', 'no', 'n', '0'].includes(text) ? false : undefined
}

function jsonOf(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value) as unknown
  } catch {
    return undefined
  }
}
