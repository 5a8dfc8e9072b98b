import { exactNumber } from '../json/exact-numbers.ts'

/** Text, or a number as the text it was sent as; `undefined` for anything else. Ids are often sent as numbers. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return exactNumber(value) ?? value
  return typeof value === 'number' ? String(value) : undefined
}
