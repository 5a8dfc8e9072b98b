/**
 * Decimals scaled by 10^6: a number while it is a safe integer, a bigint beyond. Digits past the sixth are cut off, as
 * ClickHouse does.
 */
export type Scaled = number | bigint

const fractionDigits = 6
const scale = 1_000_000
const mostIntegerDigits = 15

/**
 * Reads a plain decimal (`-12.50`; no exponent, no plus, at most 15 digits before the point). `digits` cuts earlier than
 * the sixth. Undefined for anything else: such text is no number to a metric. `plainDecimal` says the same in a regular expression.
 */
export function parseScaled(text: string, digits = fractionDigits): Scaled | undefined {
  const negative = text.charCodeAt(0) === 45
  const from = negative ? 1 : 0
  let point = text.indexOf('.', from)
  if (point === -1) point = text.length
  else if (point === text.length - 1) return undefined
  const integerDigits = point - from
  if (integerDigits < 1 || integerDigits > mostIntegerDigits) return undefined
  let whole = 0
  for (let at = from; at < point; at++) {
    const digit = text.charCodeAt(at) - 48
    if (digit < 0 || digit > 9) return undefined
    whole = whole * 10 + digit
  }
  let fraction = 0
  let weight = scale
  for (let at = point + 1; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 48
    if (digit < 0 || digit > 9) return undefined
    if (at - point > digits) continue
    weight /= 10
    fraction += digit * weight
  }
  const scaled = whole * scale + fraction
  if (scaled <= Number.MAX_SAFE_INTEGER) return negative ? 0 - scaled : scaled
  const exact = BigInt(whole) * BigInt(scale) + BigInt(fraction)
  return negative ? -exact : exact
}

/** What `parseScaled` takes, for ClickHouse's `match`. */
export const plainDecimal = `^-?[0-9]{1,${mostIntegerDigits}}([.][0-9]+)?$`

/** a + b, exact. */
export function addScaled(a: Scaled, b: Scaled): Scaled {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b
    if (sum <= Number.MAX_SAFE_INTEGER && sum >= Number.MIN_SAFE_INTEGER) return sum
  }
  return BigInt(a) + BigInt(b)
}

/** As ClickHouse reads a Decimal(38, 6): `12.5`, `-0.000001`. */
export function formatScaled(value: Scaled): string {
  if (value === 0) return '0'
  // Up to 15 digits the quotient's shortest text is the decimal itself.
  if (typeof value === 'number' && value < 1e15 && value > -1e15) return String(value / scale)
  const exact = BigInt(value)
  const magnitude = exact < 0n ? -exact : exact
  const fraction = String(magnitude % BigInt(scale)).padStart(fractionDigits, '0')
  return `${exact < 0n ? '-' : ''}${magnitude / BigInt(scale)}.${fraction}`
}
