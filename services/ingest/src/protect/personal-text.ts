import { maskText, scanPersonal } from '@weir/privacy'

/** Least digits of any personal number: E.164 with eight. */
const leastDigits = 8

/**
 * The text with every phone, card and address masked; `undefined` when it has none, which is nearly always and must cost
 * next to nothing.
 */
export const maskedText = (text: string): string | undefined =>
  mayBePersonal(text) && scanPersonal(text).length > 0 ? maskText(text) : undefined

/** Whether a scan could find anything: an @ in one of its forms, or enough digits. */
export function mayBePersonal(text: string): boolean {
  let digits = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code >= 0x30 && code <= 0x39) {
      if (++digits === leastDigits) return true
    } else if (code === 0x40 || code === 0x25 || code === 0xff20) return true
    else if (code >= 0xff10 && code <= 0xff19 && ++digits === leastDigits) return true
  }
  return false
}
