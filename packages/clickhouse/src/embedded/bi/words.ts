import { keyword, type Token, unquoted } from '../../sql/tokens.ts'
import { columnRefusal } from './tables.ts'

/** What the engine can call: functions and table functions. */
export interface Callable {
  known(name: string): boolean
  allowed(name: string): boolean
}

/** States come from aggregating, never from bytes somebody has chosen: the engine trusts them. */
export const stateType = /(?<!simple)aggregatefunction\s*\(/i

/**
 * The second judge: reads the words of the statement, as ClickHouse itself has written it down. The first reads the AST
 * as EXPLAIN prints it, and EXPLAIN leaves parts out (whatever follows SHOW TABLES WHERE, for one). What runs is this
 * text, so nothing is left out here; what a word means is for the first to say.
 */
export function wordRefusal(words: readonly Token[], callable: Callable): string | undefined {
  for (const [index, word] of words.entries()) {
    const why = refusalAt(word, words[index - 1], words.slice(index + 1, index + 3), callable)
    if (why) return why
  }
  return undefined
}

function refusalAt(word: Token, before: Token | undefined, after: Token[], callable: Callable): string | undefined {
  const [next, second] = after
  const upper = keyword(word)
  if (upper === 'INTO' && keyword(next) === 'OUTFILE') return 'INTO OUTFILE is not allowed'
  if (upper === 'SETTINGS' && second?.raw === '=') return 'Settings cannot be changed'
  // The AST is text, one node a line: a name must not be able to add lines, or to look like what follows names there.
  if (word.kind === 'name' && /\\[^\\`"]|\((?:alias|children) /.test(word.raw)) {
    return 'Names with control characters, or with (alias or (children, are not allowed'
  }
  if (stateType.test(`${word.raw}${next?.raw}`)) return 'The type AggregateFunction is not allowed'
  if (word.kind === 'text' || word.kind === 'sign') return undefined
  const name = unquoted(word)
  if (next?.raw === '(' && callable.known(name) && !callable.allowed(name)) return `The function ${name} is not allowed`
  if (next?.raw === '.' && second && before?.raw !== '.') return columnRefusal(`${name}.${unquoted(second)}`)
  return undefined
}
