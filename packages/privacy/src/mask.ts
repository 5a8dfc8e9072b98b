import { scanPersonal } from './scan.ts'

/** The text with every finding of {@link scanPersonal} masked. */
export function maskText(text: string): string {
  let masked = ''
  let at = 0
  for (const { kind, start, end } of scanPersonal(text)) {
    masked += text.slice(at, start) + maskValue(kind, text.slice(start, end))
    at = end
  }
  return masked + text.slice(at)
}

/** Enough of a value to recognise it by, not enough to use it: `138****5678`, `a***@x.com`. */
export function maskValue(type: string, value: string): string {
  const mask = masks.get(type) ?? other
  return mask(value)
}

const masks = new Map<string, (value: string) => string>([
  ['phone', value => ends(value.replace(/^\+86/, ''), 3, 4)],
  ['id_card', value => ends(value, 3, 2)],
  ['bank_card', value => ends(value, 0, 4)],
  [
    'email',
    value => (value.lastIndexOf('@') < 1 ? other(value) : `${[...value][0]}***${value.slice(value.lastIndexOf('@'))}`),
  ],
])

const other = (value: string) => ends(value, 2, 2)

/** The first and last signs; nothing of a value in which fewer than four would stay hidden. */
function ends(value: string, first: number, last: number): string {
  const signs = [...value]
  return signs.length < first + last + 4
    ? '****'
    : `${signs.slice(0, first).join('')}****${signs.slice(-last).join('')}`
}
