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
  const mask = masks[type] ?? other
  return mask(value)
}

const masks: Record<string, (value: string) => string> = {
  phone: value => {
    const local = value.replace(/^\+86/, '')
    return local.length < 8 ? '****' : `${local.slice(0, 3)}****${local.slice(-4)}`
  },
  email: value => {
    const at = value.lastIndexOf('@')
    return at < 1 ? other(value) : `${value.slice(0, 1)}***${value.slice(at)}`
  },
  id_card: value => (value.length < 15 ? '****' : `${value.slice(0, 3)}****${value.slice(-2)}`),
  bank_card: value => (value.length < 12 ? '****' : `****${value.slice(-4)}`),
}

function other(value: string): string {
  return value.length < 8 ? '****' : `${value.slice(0, 2)}****${value.slice(-2)}`
}
