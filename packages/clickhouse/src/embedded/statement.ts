import { keyword, quoteName, quoteText, type Token, tokens, unquoted } from '../sql/tokens.ts'
import { Fault } from './fault.ts'

/** `insert` has rows with it; `other` is everything that changes something otherwise, INSERT SELECT included. */
export type StatementKind = 'read' | 'insert' | 'other'

export interface Statement {
  kind: StatementKind
  sql: string
  /** What its FORMAT clause says; undefined without one. */
  format: string | undefined
}

const readers = new Set(['SELECT', 'WITH', 'FROM', 'SHOW', 'DESCRIBE', 'DESC', 'EXISTS', 'EXPLAIN', 'VALUES'])

/** @throws Fault 62 for nothing at all and for more than one statement. */
export function readStatement(sql: string): Statement {
  const all = [...tokens(sql)]
  while (all.at(-1)?.raw === ';') all.pop()
  const first = all.find(token => token.raw !== '(')
  if (!first) throw new Fault(62, 'SYNTAX_ERROR', 'Syntax error: Empty query.')
  const extra = all.find(token => token.raw === ';')
  if (extra) {
    const where = `failed at position ${extra.end} (end of query)`
    throw new Fault(62, 'SYNTAX_ERROR', `Syntax error (Multi-statements are not allowed): ${where}.`)
  }
  const word = keyword(first) ?? ''
  const writes = word === 'WITH' && all.some(token => keyword(token) === 'INSERT')
  const kind = readers.has(word) && !writes ? 'read' : 'other'
  return { kind, sql: sql.slice(0, all.at(-1)!.end), format: formatClause(all)?.name }
}

/** The last FORMAT outside all brackets: nothing but SETTINGS may follow it. */
function formatClause(all: readonly Token[]): { start: number; name: string } | undefined {
  const index = all.findLastIndex(token => keyword(token) === 'FORMAT')
  const name = all[index + 1]
  if (index < 1 || !name || (name.kind !== 'word' && name.kind !== 'name')) return undefined
  const after = all[index + 2]
  if (after !== undefined && keyword(after) !== 'SETTINGS') return undefined
  return { start: all[index]!.start, name: unquoted(name) }
}

/** The same SELECT with its answer in a file; undefined for what is no SELECT, or names a file itself. */
export function answerInto(sql: string, path: string, defaultFormat: string): string | undefined {
  const all = [...tokens(sql)]
  const first = keyword(all.find(token => token.raw !== '('))
  if (first !== 'SELECT' && first !== 'WITH' && first !== 'FROM') return undefined
  if (all.some(token => keyword(token) === 'OUTFILE')) return undefined
  const format = formatClause(all)?.start ?? sql.length
  const clause = format < sql.length ? sql.slice(format) : `FORMAT ${quoteName(defaultFormat)}`
  return `${sql.slice(0, format)}\nINTO OUTFILE ${quoteText(path)} TRUNCATE ${clause}`
}

export interface InsertHead {
  /** Where the rows begin: a character of the text this was read from. */
  dataStart: number
  /** The same INSERT with its rows in a file. */
  fromFile(path: string): string
}

/** Words after which an INSERT has no rows of its own. */
const sources = new Set(['SELECT', 'WITH', 'FROM', 'WATCH', 'EXPLAIN'])

/** Where an INSERT's rows begin, after FORMAT or VALUES; undefined for every other statement. */
export function readInsertHead(sql: string): InsertHead | undefined {
  let depth = 0
  let first = true
  /** Where FROM INFILE would stand: before SETTINGS, FORMAT or VALUES, whichever is first. */
  let gap: number | undefined
  let format = false
  const head = (clauses: number, name: string, dataStart: number): InsertHead => ({
    dataStart,
    fromFile(path) {
      const between = sql.slice(gap ?? clauses, clauses)
      return `${sql.slice(0, gap ?? clauses)} FROM INFILE ${quoteText(path)} ${between} FORMAT ${name}`
    },
  })
  let clauses = 0
  for (const token of tokens(sql)) {
    const word = keyword(token)
    if (first && word !== 'INSERT') return undefined
    first = false
    if (format) return head(clauses, token.raw, lineAfter(sql, token.end))
    if (token.raw === '(') depth++
    else if (token.raw === ')') depth--
    if (depth > 0 || word === undefined) continue
    clauses = token.start
    if (word === 'SETTINGS') gap ??= token.start
    else if (word === 'VALUES') return head(clauses, 'Values', token.end)
    else if (word === 'FORMAT') format = true
    else if (sources.has(word)) return undefined
  }
  return undefined
}

/** Blanks after the format's name belong to nobody, and one end of line; what follows is data, byte for byte. */
function lineAfter(sql: string, from: number): number {
  const blanks = /[ \t\f]*\r?\n?/y
  blanks.lastIndex = from
  blanks.test(sql)
  return blanks.lastIndex
}
