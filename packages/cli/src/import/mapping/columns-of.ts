import { columnsIn, type Expression } from './expression.ts'
import type { Mapping } from './mapping-file.ts'

/** Names of every column a mapping reads. */
export function columnsOf(mapping: Mapping): string[] {
  const { type, event, id, time, userId, anonymousId, groupId, previousId, keys, properties, traits, context } = mapping
  const named = [type, event, id, time.value, userId, anonymousId, groupId, previousId]
  const listed = keys.flatMap(({ scope, value }) => [scope, value])
  const fields = [properties, traits, context].flatMap(of => Object.values(of ?? {}))
  const isThere = (one: Expression | undefined): one is Expression => one !== undefined
  return [...new Set([...named, ...listed, ...fields].filter(isThere).flatMap(columnsIn))]
}

/** Columns the mapping reads and the file has not: a misspelt one would silently be empty in every row. */
export const missingColumns = (mapping: Mapping, row: Readonly<Record<string, unknown>>): string[] =>
  columnsOf(mapping).filter(column => !Object.hasOwn(row, column))
