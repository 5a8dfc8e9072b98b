import type { Token } from '../sql/tokens.ts'

/** A text with some of its tokens exchanged; what lies between stays as it was written. */
export interface Rewrite {
  /** Puts `text` in the place of two tokens and all between them. */
  replace(from: Token, to: Token, text: string): Rewrite
  after(token: Token, text: string): Rewrite
  text(): string
}

export function createRewrite(sql: string): Rewrite {
  const changes: { start: number; end: number; text: string }[] = []
  const rewrite: Rewrite = {
    replace(from, to, text) {
      changes.push({ start: from.start, end: to.end, text })
      return rewrite
    },
    after(token, text) {
      changes.push({ start: token.end, end: token.end, text: ` ${text}` })
      return rewrite
    },
    text() {
      let made = ''
      let at = 0
      for (const { start, end, text } of changes.toSorted((a, b) => a.start - b.start)) {
        made += sql.slice(at, start) + text
        at = end
      }
      return made + sql.slice(at)
    },
  }
  return rewrite
}
