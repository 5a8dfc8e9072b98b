import { createHash } from 'node:crypto'

/**
 * What advertising platforms send for these E.164 numbers: the hash of the eleven national digits. A number that never
 * links must not do so in disguise; the empty text is hashed just as often.
 */
export function hashedNumbers(normalise: string, numbers: readonly string[]): string[] {
  if (normalise !== 'md5' && normalise !== 'sha256') return []
  const clear = ['', ...numbers.flatMap(number => [number, number.replace(/^\+/, ''), number.replace(/^\+86/, '')])]
  return clear.map(text => createHash(normalise).update(text).digest('hex'))
}
