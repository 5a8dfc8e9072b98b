import type { Fault, Fields } from '../read/row.ts'
import { type Expression, evaluate, ValueFault } from './expression.ts'
import type { Mapping } from './mapping-file.ts'
import { createReadTime } from './time-format.ts'

/** A call of Segment's, as far as a row of a table can say it. */
export interface MappedCall {
  type: unknown
  messageId: string | undefined
  /** Unix ms; `undefined` where the row says none. */
  at: number | undefined
  rest: Record<string, unknown>
}

const textFields = ['event', 'userId', 'anonymousId', 'groupId', 'previousId'] as const
const groups = ['properties', 'traits', 'context'] as const

/** Makes calls of rows as the mapping says. A row that it cannot make one of gives a fault, and stops nothing. */
export function createMapRow(mapping: Mapping): (row: Fields) => MappedCall | Fault {
  const readTime = createReadTime(mapping.time.format, mapping.time.zone)

  function map(row: Fields): MappedCall | Fault {
    const time = evaluate(mapping.time.value, row)
    const at = time === undefined ? undefined : readTime(time)
    if (time !== undefined && at === undefined)
      return { reason: 'time_invalid', message: `The time is not ${mapping.time.format}, as the mapping says.` }
    const rest: Record<string, unknown> = {}
    for (const name of textFields) setText(rest, name, mapping[name], row)
    const keys = mapping.keys.flatMap(({ type, scope, value }) => {
      const id = textOf(value, row)
      const within = scope === undefined ? undefined : textOf(scope, row)
      return id === undefined ? [] : [{ type, id, ...(within !== undefined && { scope: within }) }]
    })
    if (keys.length > 0) rest.keys = keys
    for (const group of groups) {
      const named = mapping[group]
      if (named) rest[group] = valuesOf(named, row)
    }
    return { type: evaluate(mapping.type, row), messageId: mapping.id && textOf(mapping.id, row), at, rest }
  }

  return row => {
    try {
      return map(row)
    } catch (error) {
      if (error instanceof ValueFault) return { reason: 'value_invalid', message: `${error.message}.` }
      throw error
    }
  }
}

const textOf = (wanted: Expression, row: Fields): string | undefined => {
  const value = evaluate(wanted, row)
  return value === undefined ? undefined : String(value)
}

function setText(to: Record<string, unknown>, name: string, wanted: Expression | undefined, row: Fields): void {
  const text = wanted === undefined ? undefined : textOf(wanted, row)
  if (text !== undefined) to[name] = text
}

function valuesOf(named: Readonly<Record<string, Expression>>, row: Fields): Record<string, unknown> {
  const made: Record<string, unknown> = {}
  for (const [name, wanted] of Object.entries(named)) {
    const value = evaluate(wanted, row)
    if (value !== undefined) made[name] = value
  }
  return made
}
