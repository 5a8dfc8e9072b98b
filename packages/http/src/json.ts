import { WeirError } from '@weir/errors'

/**
 * JSON.parse whose failure says where, and never quotes the text: V8's own message does, and ends up in logs.
 * @throws WeirError REQUEST_MALFORMED
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    const at = findJsonFault(text)
    const place = at === undefined ? '' : ` at character ${at + 1}`
    throw new WeirError(
      'REQUEST_MALFORMED',
      text.trim() === '' ? 'the body is empty' : `the body is no valid JSON: fault${place}`,
      {
        field: 'body',
        remedy: 'Send one JSON document in UTF-8.',
      },
    )
  }
}

const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y
const escapes = new Set('"\\/bfnrt')

/** Index of the first character that no JSON document could have there; `undefined` when the text is valid. Linear. */
export function findJsonFault(text: string): number | undefined {
  const open: string[] = []
  // What may come next: a value, a key, the colon after one, or what follows a finished value.
  let expected: 'value' | 'value or ]' | 'key' | 'key or }' | ':' | 'end' = 'value'
  let at = skipSpace(text, 0)
  for (; at < text.length; at = skipSpace(text, at)) {
    const mark = text[at]!
    const inside = open.at(-1)
    const closes = (mark === '}' && inside === '{') || (mark === ']' && inside === '[')
    if (closes && (expected === 'end' || expected === 'key or }' || expected === 'value or ]')) {
      open.pop()
      expected = 'end'
      at++
    } else if (expected === 'end') {
      if (mark !== ',' || inside === undefined) return at
      expected = inside === '{' ? 'key' : 'value'
      at++
    } else if (expected === ':') {
      if (mark !== ':') return at
      expected = 'value'
      at++
    } else if (mark === '"') {
      const [end, fault] = endOfString(text, at)
      if (fault) return end
      expected = expected.startsWith('key') ? ':' : 'end'
      at = end
    } else if (expected.startsWith('key')) {
      return at
    } else if (mark === '{' || mark === '[') {
      open.push(mark)
      expected = mark === '{' ? 'key or }' : 'value or ]'
      at++
    } else {
      scalar.lastIndex = at
      if (!scalar.test(text)) return at
      expected = 'end'
      at = scalar.lastIndex
    }
  }
  return expected === 'end' && open.length === 0 ? undefined : at
}

/** Index behind the closing quote, or of the fault. */
function endOfString(text: string, start: number): [at: number, fault: boolean] {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x22) return [at + 1, false]
    if (code < 0x20) return [at, true]
    if (code !== 0x5c) continue
    at++
    if (text[at] === 'u') {
      if (!/^[\da-fA-F]{4}$/.test(text.slice(at + 1, at + 5))) return [at, true]
      at += 4
    } else if (!escapes.has(text[at] ?? '')) return [Math.min(at, text.length), true]
  }
  return [text.length, true]
}

function skipSpace(text: string, from: number): number {
  let at = from
  while (at < text.length && ' \t\n\r'.includes(text[at]!)) at++
  return at
}
