const lastBeforeSurrogates = 0xd7ff
const firstAfterSurrogates = 0xe000
const lastCodePoint = 0x10ffff

/**
 * The first text after all that begin with `prefix`, in order of bytes; null when there is none. UTF-8 orders text by
 * code point, and half a surrogate pair is no text.
 */
export function prefixEnd(prefix: string): string | null {
  const points = Array.from(prefix, character => character.codePointAt(0) ?? 0)
  while (points.at(-1) === lastCodePoint) points.pop()
  const last = points.pop()
  if (last === undefined) return null
  return String.fromCodePoint(...points, last === lastBeforeSurrogates ? firstAfterSurrogates : last + 1)
}
