import { keyword, quoteText, tokens } from '../../sql/tokens.ts'
import type { Engine, Session } from '../engine.ts'
import { denied, type Fault } from '../fault.ts'
import { readAst } from './ast.ts'
import { createFunctionRule, type KnownFunction } from './functions.ts'
import { refusal } from './judge.ts'

export interface Guard {
  /**
   * The statement to run instead of `sql`, as ClickHouse itself writes it down: what was judged is what runs.
   * @param session with the query's parameters, readonly: EXPLAIN carries out statements that follow the first.
   * @throws Fault 497 naming what is not allowed, or the parser's own.
   */
  judge(session: Session, user: string, sql: string): Promise<string>
}

export async function createGuard(engine: Engine): Promise<Guard> {
  const known = await engine.ask('SELECT name, alias_to, categories, is_aggregate FROM system.functions')
  const mayCall = createFunctionRule(
    known
      .trimEnd()
      .split('\n')
      .map(line => line.split('\t'))
      .map(
        ([name = '', alias_to = '', categories = '', aggregate]): KnownFunction => ({
          name,
          alias_to,
          categories,
          is_aggregate: aggregate === '1' ? 1 : 0,
        }),
      ),
  )

  return {
    async judge(session, user, sql) {
      const refuse = (why: string): Fault => denied(user, why)
      const text = async (query: string) => (await session.query(query, 'TSVRaw')).bytes.toString()
      // One statement or an error: only after this may EXPLAIN see the text.
      const formatted = (await text(`SELECT formatQuerySingleLine(${quoteText(sql)})`)).trimEnd()
      const words = [...tokens(formatted)]
      if (words.some((word, index) => keyword(word) === 'INTO' && keyword(words[index + 1]) === 'OUTFILE')) {
        throw refuse('INTO OUTFILE is not allowed')
      }
      // The AST is text, one node a line: a name must not be able to add lines.
      if (words.some(({ kind, raw }) => kind === 'name' && /\\[^\\`"]/.test(raw))) {
        throw refuse('Names with control characters are not allowed')
      }
      const ast = await text(`EXPLAIN AST ${formatted}`)
      const why = refusal(readAst(ast), formatted, mayCall)
      if (why) throw refuse(why)
      return formatted
    },
  }
}
