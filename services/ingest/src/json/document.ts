import { isUtf8 } from 'node:buffer'
import { parseJson } from '@weir/http'
import { markInexactNumbers, mayHoldInexactNumbers } from './exact-numbers.ts'

/** A request body, parsed once. */
export interface Document {
  value: unknown
  /** As sent, without a byte order mark; valid UTF-8. Originals of rejected events are cut out of it. */
  text: string
  /** Some numbers are marked strings (`exact-numbers.ts`). */
  exact: boolean
  /** The text has surrogate escapes, so that some strings may hold half a pair. */
  surrogates: boolean
  /** What was mended for all events of the body. */
  flags: readonly string[]
}

const surrogateEscape = /\\u[dD][89a-fA-F]/

/** @throws WeirError REQUEST_MALFORMED, with the position of the fault */
export function parseDocument(body: Buffer): Document {
  const text = withoutByteOrderMark(body.toString('utf8'))
  const exact = mayHoldInexactNumbers(text)
  return {
    value: exact ? parseExact(text) : parseJson(text),
    text,
    exact,
    surrogates: surrogateEscape.test(text),
    flags: isUtf8(body) ? none : mended,
  }
}

const none: readonly string[] = []
const mended: readonly string[] = ['utf8_replaced']

const withoutByteOrderMark = (text: string) => (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text)

function parseExact(text: string): unknown {
  try {
    return JSON.parse(markInexactNumbers(text))
  } catch {
    // Positions in the marked text are not those of the sender's.
    return parseJson(text)
  }
}
