/** What Decimal(18, 4) holds: the columns of money and quantities in ClickHouse. */
const wholeDigits = 14
const fractionDigits = 4

const canonical = /^-?(?:0|[1-9]\d{0,13})(?:\.\d{1,4})?$/

/** In words, for verdicts. */
export const decimalShape = `decimal text such as "12.50", at most ${wholeDigits} digits before the point and ${fractionDigits} after it`

export const isDecimal = (value: unknown): value is string => typeof value === 'string' && canonical.test(value)

const plainNumber = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/

/**
 * A sender's number or text as decimal text, rounded half away from zero to 4 digits after the point: 0.1 + 0.2 gives
 * `0.3`, ` 012.50 ` gives `12.50`, -0 gives `0`. Undefined when it is no number or has more than 14 digits before the point.
 */
export const decimalOf = (value: unknown): string | undefined => {
  if (typeof value === 'number') {
    if (!Number.isFinite(value) || Math.abs(value) >= 10 ** wholeDigits) return undefined
    return rounded(Number.isInteger(value) ? String(value) : expanded(value))
  }
  if (typeof value !== 'string') return undefined
  const trimmed = value.length > 64 ? '' : value.trim()
  return plainNumber.test(trimmed) ? rounded(trimmed) : undefined
}

/** Shortest text of a number without exponent: those so small that they have one are nothing after 4 digits. */
const expanded = (value: number): string => {
  const shortest = String(value)
  return shortest.includes('e') ? '0' : shortest
}

const rounded = (plain: string): string | undefined => {
  // Nearly every amount comes as it goes; a minus may stand before nothing.
  if (canonical.test(plain) && !plain.startsWith('-')) return plain
  const negative = plain.startsWith('-')
  const [whole = '', fraction = ''] = plain.replace(/^[+-]/, '').split('.')
  let digits = BigInt(`${whole || '0'}${fraction.slice(0, fractionDigits).padEnd(fractionDigits, '0')}`)
  if (Number(fraction[fractionDigits] ?? '0') >= 5) digits += 1n
  const padded = digits.toString().padStart(fractionDigits + 1, '0')
  const before = padded.slice(0, -fractionDigits)
  if (before.length > wholeDigits) return undefined
  // The digits after the point that were sent stay, so that 12.50 remains 12.50; those made by rounding go.
  const after =
    fraction.length <= fractionDigits
      ? padded.slice(-fractionDigits).slice(0, fraction.length)
      : padded.slice(-fractionDigits).replace(/0+$/, '')
  const sign = negative && digits > 0n ? '-' : ''
  return `${sign}${before}${after === '' ? '' : `.${after}`}`
}
