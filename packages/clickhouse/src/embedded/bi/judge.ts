import type { AstNode } from './ast.ts'
import { isTableFunction } from './functions.ts'
import { columnRefusal, tableRefusal } from './tables.ts'
import { stateType } from './words.ts'

/** Nodes without a rule of their own: the shape of a SELECT. A kind that is not known is refused. */
const plain: ReadonlySet<string> = new Set([
  'ArrayJoin',
  'Asterisk',
  'ColumnsExceptTransformer',
  'ColumnsListMatcher',
  'ColumnsRegexpMatcher',
  'ColumnsReplaceTransformer',
  'ColumnsReplaceTransformer::Replacement',
  'ColumnsTransformerList',
  'DescribeQuery',
  'ExistsDatabaseQuery',
  'ExpressionList',
  'InterpolateElement',
  'OrderByElement',
  'QualifiedAsterisk',
  'QualifiedColumnsListMatcher',
  'QualifiedColumnsRegexpMatcher',
  'SampleRatio',
  'SelectIntersectExceptQuery',
  'SelectQuery',
  'SelectWithUnionQuery',
  'Subquery',
  'TableExpression',
  'TableJoin',
  'TablesInSelectQuery',
  'TablesInSelectQueryElement',
  'WindowDefinition',
  'WindowListElement',
  'WithElement',
])

const roots: ReadonlySet<string> = new Set([
  'SelectWithUnionQuery',
  'DescribeQuery',
  'ExistsTableQuery',
  'ExistsViewQuery',
  'ExistsDatabaseQuery',
  'ShowTables',
])

/** SHOW is judged by its text: EXPLAIN does not print its conditions, so it may have none but a pattern. */
const plainShow =
  /^SHOW (FULL )?(TABLES|DATABASES)( FROM (\w+|`[^`\\]+`))?( (NOT )?I?LIKE '([^'\\]|\\.)*')?( LIMIT \d+)?( FORMAT \w+)?$/

/** Functions whose second argument is a type, which only a literal can show to a judge. */
const casts = /^(_?CAST|accurateCast(OrNull|OrDefault)?)$/i

/**
 * Why a query may not run, as a sentence; undefined when it may. `nodes` is its AST with parameters already in their
 * places, `formatted` the text ClickHouse itself made of it.
 */
export function refusal(
  nodes: readonly AstNode[],
  formatted: string,
  mayCall: (name: string) => boolean,
): string | undefined {
  const root = nodes[0]?.kind ?? 'nothing'
  if (!roots.has(root)) return 'Only SELECT, SHOW TABLES, SHOW DATABASES, DESCRIBE and EXISTS are allowed'
  if (root === 'ShowTables' && !plainShow.test(formatted)) {
    return 'Of SHOW only TABLES and DATABASES are allowed, with LIKE and LIMIT'
  }
  for (const node of nodes) {
    const why = refusalOf(node, mayCall)
    if (why) return why
  }
  if (!castsAreLiteral(nodes)) return 'The type of a CAST must be written out'
  return undefined
}

function refusalOf({ kind, text, parent }: AstNode, mayCall: (name: string) => boolean): string | undefined {
  if (kind === 'Literal') {
    if (stateType.test(text)) return 'The type AggregateFunction is not allowed'
    return parent && !parent.parent ? 'INTO OUTFILE is not allowed' : undefined
  }
  if (kind === 'TableIdentifier') return tableRefusal(text)
  if (kind === 'ExistsTableQuery' || kind === 'ExistsViewQuery') return tableRefusal(text.replace(' ', '.'))
  if (kind === 'Identifier') return columnRefusal(text)
  if (kind === 'ShowTables') return undefined
  if (kind === 'Function') {
    const allowed = parent?.kind === 'TableExpression' ? isTableFunction(text) : mayCall(text)
    return allowed
      ? undefined
      : `The ${parent?.kind === 'TableExpression' ? 'table ' : ''}function ${text} is not allowed`
  }
  if (kind === 'Set') return 'Settings cannot be changed'
  if (kind === 'ColumnsApplyTransformer') return 'APPLY is not allowed'
  return plain.has(kind) ? undefined : `${kind} is not allowed`
}

function castsAreLiteral(nodes: readonly AstNode[]): boolean {
  const seen = new Map<AstNode, number>()
  for (const { kind, parent } of nodes) {
    const call = parent?.parent
    if (!parent || call?.kind !== 'Function' || !casts.test(call.text)) continue
    const place = (seen.get(parent) ?? 0) + 1
    seen.set(parent, place)
    if (place === 2 && kind !== 'Literal') return false
  }
  return true
}
