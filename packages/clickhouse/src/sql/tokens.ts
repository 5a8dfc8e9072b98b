export interface Token {
  /** `word` is a bare identifier, keyword or number; `name` a quoted identifier; `text` a string; `sign` anything else. */
  kind: 'word' | 'name' | 'text' | 'sign'
  /** As written, quotes included. */
  raw: string
  start: number
  end: number
}

const space = /\s+/y
const comment = /--[^\n]*|#[ !][^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y
const word = /[\p{L}\p{N}_]+/uy
const text = /'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)/y
const heredoc = /\$(\w*)\$[\s\S]*?(?:\$\1\$|$)/y
const name = /`(?:[^`\\]|\\[\s\S]|``)*(?:`|$)|"(?:[^"\\]|\\[\s\S]|"")*(?:"|$)/y

const at = (pattern: RegExp, sql: string, index: number): number => {
  pattern.lastIndex = index
  return pattern.test(sql) ? pattern.lastIndex : index
}

/**
 * ClickHouse's lexical rules, as far as finding statements, quotes and clauses needs them: comments and white space
 * are skipped, so that a `;` or FORMAT inside them means nothing. What it takes apart is still checked by ClickHouse.
 */
export function* tokens(sql: string, from = 0): Generator<Token, void, undefined> {
  const kinds = [
    ['text', text],
    ['text', heredoc],
    ['name', name],
    ['word', word],
  ] as const
  let index = from
  while (index < sql.length) {
    const skipped = Math.max(at(space, sql, index), at(comment, sql, index))
    if (skipped > index) {
      index = skipped
      continue
    }
    let token: Token | undefined
    for (const [kind, pattern] of kinds) {
      const end = at(pattern, sql, index)
      if (end > index) token = { kind, raw: sql.slice(index, end), start: index, end }
      if (token) break
    }
    token ??= { kind: 'sign', raw: sql[index]!, start: index, end: index + 1 }
    yield token
    index = token.end
  }
}

/** A keyword of the text, in capitals; undefined for anything quoted. */
export const keyword = (token: Token | undefined): string | undefined =>
  token?.kind === 'word' ? token.raw.toUpperCase() : undefined

/** An identifier without its quotes. */
export const unquoted = (token: Token): string =>
  token.kind === 'name'
    ? token.raw.slice(1, -1).replace(/\\([\s\S])|(``)|("")/g, (_, escaped, tick) => escaped ?? (tick ? '`' : '"'))
    : token.raw

/** A value as a ClickHouse string literal. */
export const quoteText = (value: string): string =>
  `'${value.replace(/[\\'\0]/g, char => (char === '\0' ? '\\0' : `\\${char}`))}'`

/** A name as a ClickHouse identifier. */
export const quoteName = (value: string): string => `\`${value.replace(/[\\`]/g, '\\$&')}\``
