import type { PayloadField } from '@weir/event'
import { isObject, setOwn } from '../json/shape.ts'
import { coerce } from './coerce.ts'

type Fields = Record<string, unknown>

export interface ShapedItems {
  items: unknown
  /** What a line has besides (name, brand, position), by the line's place; `undefined` when no line has anything. */
  rest: Fields[] | undefined
}

/** The lines of a cart or order by the names of the schema; what is no line is given back as it is, for the schema to refuse. */
export function shapeItems(sent: unknown, fields: readonly PayloadField[]): ShapedItems {
  if (!Array.isArray(sent)) return { items: sent, rest: undefined }
  let hasRest = false
  const rest: Fields[] = []
  const items = sent.map((line: unknown) => {
    const left: Fields = {}
    rest.push(left)
    if (!isObject(line)) return line
    const item: Fields = {}
    const used = new Set<string>()
    for (const field of fields) {
      const from = nameIn(line, field)
      if (from === undefined) continue
      used.add(from)
      item[field.name] = coerce(field, line[from])
    }
    for (const name of Object.keys(line)) {
      if (used.has(name) || line[name] === null) continue
      hasRest = true
      setOwn(left, name, line[name])
    }
    return item
  })
  return { items, rest: hasRest ? rest : undefined }
}

const nameIn = (line: Fields, { name, aliases }: PayloadField): string | undefined =>
  isPresent(line[name]) ? name : aliases.find(alias => isPresent(line[alias]))

const isPresent = (value: unknown) => value !== undefined && value !== null
