import { maskText } from '@weir/privacy'

/** Deeper than any event that Weir accepts. */
const deepest = 64

/**
 * The shape of an original for those who may not read personal data: names and nesting as they are, every value by its
 * kind alone. Patterns would not do: a name or an address looks like any other text.
 */
export function shapeOf(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return value === '' ? '' : `<text, ${[...value].length} characters>`
  if (typeof value === 'number') return '<number>'
  if (typeof value !== 'object' || value === null) return value
  if (depth === deepest) return '<deeper>'
  if (Array.isArray(value)) return value.map(item => shapeOf(item, depth + 1))
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [maskText(name), shapeOf(inner, depth + 1)]))
}
