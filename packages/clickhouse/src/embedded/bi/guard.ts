import { quoteText, tokens } from '../../sql/tokens.ts'
import type { Engine, Session } from '../engine.ts'
import { denied, Fault, faultOf } from '../fault.ts'
import { readAst } from './ast.ts'
import { createFunctionRule, isTableFunction, type KnownFunction } from './functions.ts'
import { refusal } from './judge.ts'
import { createRecent } from './recent.ts'
import { type Callable, wordRefusal } from './words.ts'

/** Dashboards ask the same again and again; a judgement depends on nothing but the statement and its parameters. */
const mostRemembered = 500
const longestRemembered = 10_000

export interface Guard {
  /**
   * The statement to run instead of `sql`, as ClickHouse itself writes it down: what was judged is what runs.
   * @param session with the query's parameters, readonly: EXPLAIN carries out statements that follow the first.
   * @throws Fault 497 naming what is not allowed, or the parser's own.
   */
  judge(session: Session, user: string, sql: string, params: ReadonlyMap<string, string>): Promise<string>
}

export async function createGuard(engine: Engine): Promise<Guard> {
  const list = async (query: string) =>
    (await engine.ask(query))
      .trimEnd()
      .split('\n')
      .map(line => line.split('\t'))
  const functions = await list('SELECT name, alias_to, categories, is_aggregate FROM system.functions')
  const mayCall = createFunctionRule(
    functions.map(
      ([name = '', alias_to = '', categories = '', aggregate]): KnownFunction => ({
        name,
        alias_to,
        categories,
        is_aggregate: aggregate === '1' ? 1 : 0,
      }),
    ),
  )
  const tables = await list('SELECT name FROM system.table_functions')
  const known = new Set([...functions, ...tables].map(([name = '']) => name.toLowerCase()))
  const callable: Callable = {
    known: name => known.has(name.toLowerCase()),
    allowed: name => mayCall(name) || isTableFunction(name),
  }

  const passed = createRecent(mostRemembered, longestRemembered)

  return {
    async judge(session, user, sql, params) {
      const key = JSON.stringify([sql, ...params])
      const earlier = passed.get(key)
      if (earlier !== undefined) return earlier
      const refuse = (why: string): Fault => denied(user, why)
      const text = async (query: string) => (await session.query(query, 'TSVRaw')).bytes.toString()
      // One statement or an error: only after this may EXPLAIN see the text.
      const formatted = (
        await text(`SELECT formatQuerySingleLine(${quoteText(sql)})`).catch(error => {
          throw withoutScope(faultOf(error))
        })
      ).trimEnd()
      const unfit = wordRefusal([...tokens(formatted)], callable)
      if (unfit) throw refuse(unfit)
      const ast = await text(`EXPLAIN AST ${formatted}`)
      const why = refusal(readAst(ast), formatted, mayCall)
      if (why) throw refuse(why)
      passed.set(key, formatted)
      return formatted
    },
  }
}

/** A mistake in the statement, without the words that it was found with. */
const withoutScope = ({ code, type, message }: Fault): Fault =>
  new Fault(code, type, message.replace(/: In scope SELECT formatQuerySingleLine\([\s\S]*$/, '.'))
