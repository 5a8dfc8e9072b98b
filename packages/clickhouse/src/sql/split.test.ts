import { describe, expect, it } from 'vitest'
import { splitStatements } from './split.ts'
import { keyword, quoteName, quoteText, tokens, unquoted } from './tokens.ts'

describe('splitStatements', () => {
  it('splits at semicolons only where they end a statement', () => {
    const sql = `
      -- a; comment
      CREATE TABLE a (s String DEFAULT 'x;''y\\';') COMMENT $doc$ it; is $doc$; /* and ; this */
      SELECT \`odd;name\`, "other;""name" FROM a; # trailing ; comment
      ;;
      SELECT 1 -- no semicolon at the end`
    expect(splitStatements(sql)).toEqual([
      "CREATE TABLE a (s String DEFAULT 'x;''y\\';') COMMENT $doc$ it; is $doc$",
      'SELECT `odd;name`, "other;""name" FROM a',
      'SELECT 1',
    ])
  })

  it('finds nothing in comments alone', () => {
    expect(splitStatements('-- nothing\n/* here ; */ ;')).toEqual([])
  })

  it('takes an unfinished string or comment as the rest of the text', () => {
    expect(splitStatements("SELECT 'open; DROP TABLE a")).toEqual(["SELECT 'open; DROP TABLE a"])
    expect(splitStatements('SELECT 1 /* open ; DROP')).toEqual(['SELECT 1'])
  })
})

describe('tokens', () => {
  it('tells keywords from names and texts', () => {
    const found = [...tokens('select `select`, \'select\' fROM "from"')]
    expect(found.map(keyword)).toEqual(['SELECT', undefined, undefined, undefined, 'FROM', undefined])
    expect(found.filter(token => token.kind === 'name').map(unquoted)).toEqual(['select', 'from'])
  })

  it('is linear in the length of hostile text', () => {
    const began = performance.now()
    for (const unit of ["'", '`', '/*', '$a$', "''", '\\'])
      expect([...tokens(unit.repeat(50_000))].length).toBeGreaterThan(0)
    expect(performance.now() - began).toBeLessThan(2_000)
  })
})

describe('quoting', () => {
  it('leaves no way out of the quotes', () => {
    for (const value of ["it's", 'a\\', "\\'", '`', 'a`; DROP', '']) {
      expect([...tokens(quoteText(value))].map(token => token.kind)).toEqual(['text'])
      const [name, ...rest] = tokens(quoteName(value))
      expect(rest).toEqual([])
      expect(unquoted(name!)).toBe(value)
    }
  })
})
