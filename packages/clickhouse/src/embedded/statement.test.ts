import { describe, expect, it } from 'vitest'
import { readInsertHead, readStatement } from './statement.ts'

describe('readStatement', () => {
  it('tells what reads from what changes something', () => {
    const kinds = {
      'SELECT 1': 'read',
      '  -- hi\n (select 1) union all select 2;': 'read',
      'with 1 as x select x': 'read',
      'FROM t SELECT a': 'read',
      'explain select 1': 'read',
      'EXISTS TABLE a': 'read',
      'WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x': 'other',
      'INSERT INTO t SELECT 1': 'other',
      'CREATE TABLE a (x Int8) ENGINE = Null': 'other',
      'KILL QUERY WHERE 1': 'other',
    }
    for (const [sql, kind] of Object.entries(kinds)) expect(readStatement(sql).kind, sql).toBe(kind)
  })

  it('finds the format where it is a clause', () => {
    expect(readStatement('SELECT 1 FORMAT JSON').format).toBe('JSON')
    expect(readStatement('SELECT 1 format `CSV` settings max_threads = 1;').format).toBe('CSV')
    expect(readStatement("SELECT 'FORMAT TSV'").format).toBeUndefined()
    expect(readStatement('SELECT a AS format, b FROM t').format).toBeUndefined()
    expect(readStatement('SELECT 1 -- FORMAT JSON').format).toBeUndefined()
  })

  it('refuses nothing and more than one', () => {
    expect(() => readStatement(' -- only a comment\n;')).toThrow('Empty query')
    expect(() => readStatement('SELECT 1; DROP TABLE a')).toThrow('Multi-statements are not allowed')
    expect(readStatement("SELECT ';'; -- done").sql).toBe("SELECT ';'")
  })
})

describe('readInsertHead', () => {
  const rest = (sql: string) => {
    const head = readInsertHead(sql)
    return head && sql.slice(head.dataStart)
  }

  it('finds where rows begin', () => {
    expect(rest('INSERT INTO db.t (a, `format`) FORMAT JSONEachRow\n{"a":1}\n')).toBe('{"a":1}\n')
    expect(rest('insert into t format TSV  \r\n \tx')).toBe(' \tx')
    expect(rest('INSERT INTO t SETTINGS async_insert = 0 FORMAT RowBinary')).toBe('')
    expect(rest("INSERT INTO t (a) VALUES ('FORMAT x')")).toBe(" ('FORMAT x')")
  })

  it('can name a file in place of the rows', () => {
    const file = (sql: string) => readInsertHead(sql)?.fromFile("it's")
    expect(file('INSERT INTO t (a) FORMAT TSV\n')).toBe("INSERT INTO t (a)  FROM INFILE 'it\\'s'  FORMAT TSV")
    expect(file('INSERT INTO t SETTINGS x = 1 FORMAT TSV\n')).toBe(
      "INSERT INTO t  FROM INFILE 'it\\'s' SETTINGS x = 1  FORMAT TSV",
    )
    expect(file('INSERT INTO t VALUES (1)')).toBe("INSERT INTO t  FROM INFILE 'it\\'s'  FORMAT Values")
  })

  it('leaves every other statement alone', () => {
    for (const sql of ['INSERT INTO t SELECT 1 FORMAT CSV', 'SELECT 1 FORMAT CSV', 'INSERT INTO t', '']) {
      expect(readInsertHead(sql), sql).toBeUndefined()
    }
    expect(readInsertHead("INSERT INTO t FROM INFILE 'x' FORMAT CSV")).toBeUndefined()
  })
})
