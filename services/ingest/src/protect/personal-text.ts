import { maskText, scanPersonal } from '@weir/privacy'

/** Least digits of any personal number: E.164 with eight. */
const leastDigits = 8

/**
 * The text with every phone, card and address masked; `undefined` when it has none, which is nearly always and must cost
 * next to nothing.
 */
export function maskedText(text: string): string | undefined {
  if (!mayBePersonal(text) || isKnownClean(text)) return undefined
  if (scanPersonal(text).length > 0) return maskText(text)
  rememberClean(text)
  return undefined
}

/**
 * Texts with many digits and nothing personal in them come again and again: user agents above all. They are remembered, a
 * bounded number of short ones; one with anything personal in it never is. When one half is full, the older is forgotten.
 */
const mostClean = 5_000
const longestClean = 300
let clean = new Set<string>()
let cleanBefore = new Set<string>()

const isKnownClean = (text: string): boolean => clean.has(text) || cleanBefore.has(text)

function rememberClean(text: string): void {
  if (text.length > longestClean) return
  if (clean.size >= mostClean) {
    cleanBefore = clean
    clean = new Set()
  }
  clean.add(text)
}

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
