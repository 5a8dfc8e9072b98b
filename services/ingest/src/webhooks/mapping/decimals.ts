/** `1999` with two digits is `19.99`; `undefined` for what is no whole number. */
export function shiftPoint(text: string | undefined, digits: number): string | undefined {
  const parts = /^(-?)(\d{1,30})$/.exec(text ?? '')
  if (!parts) return undefined
  const [, sign, whole] = parts
  if (digits === 0) return `${sign}${whole}`
  const padded = whole!.padStart(digits + 1, '0')
  return `${sign}${padded.slice(0, -digits)}.${padded.slice(-digits)}`
}

const places = 8

/** The exact sum of decimal texts; those that are none count nothing. `undefined` when all are none. */
export function sumOf(texts: readonly (string | undefined)[]): string | undefined {
  let sum = 0n
  let counted = 0
  for (const text of texts) {
    const parts = /^(-?)(\d{1,30})(?:\.(\d{1,8}))?$/.exec(text ?? '')
    if (!parts) continue
    const [, sign, whole, fraction = ''] = parts
    const value = BigInt(`${whole}${fraction.padEnd(places, '0')}`)
    sum += sign === '-' ? -value : value
    counted++
  }
  if (counted === 0) return undefined
  return shiftPoint(sum.toString(), places)!.replace(/\.?0+$/, '')
}
