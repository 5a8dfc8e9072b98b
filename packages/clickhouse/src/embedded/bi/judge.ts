import type { AstNode } from './ast.ts'
import { tableFunctions } from './functions.ts'

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

const systemTables = ['one', 'numbers', 'zeros', 'databases', 'tables', 'columns', 'functions', 'settings']
const readable = new Set(systemTables.map(name => `system.${name}`))
const otherDatabases = /^(weir_data|system|default|information_schema)\./i

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
  if (root === 'ShowTables' && !/^SHOW (FULL )?(TABLES|DATABASES)\b/.test(formatted)) {
    return 'Of SHOW only TABLES and DATABASES are allowed'
  }
  for (const node of nodes) {
    const why = refusalOf(node, mayCall)
    if (why) return why
  }
  return undefined
}

function refusalOf({ kind, text, parent }: AstNode, mayCall: (name: string) => boolean): string | undefined {
  if (kind === 'Literal') {
    return parent && !parent.parent ? 'INTO OUTFILE is not allowed' : undefined
  }
  if (kind === 'TableIdentifier') return tableRefusal(text)
  if (kind === 'ExistsTableQuery' || kind === 'ExistsViewQuery') return tableRefusal(text.replace(' ', '.'))
  if (kind === 'Identifier') {
    return otherDatabases.test(text) ? `Only views of the database weir can be read, not ${text}` : undefined
  }
  if (kind === 'ShowTables') return undefined
  if (kind === 'Function') {
    const allowed = parent?.kind === 'TableExpression' ? tableFunctions.has(text) : mayCall(text)
    return allowed
      ? undefined
      : `The ${parent?.kind === 'TableExpression' ? 'table ' : ''}function ${text} is not allowed`
  }
  if (kind === 'Set') return 'Settings cannot be changed'
  if (kind === 'ColumnsApplyTransformer') return 'APPLY is not allowed'
  return plain.has(kind) ? undefined : `${kind} is not allowed`
}

/** Names without a database are those of WITH, or views of weir: the session's database. */
function tableRefusal(name: string): string | undefined {
  if (!name.includes('.') || name.startsWith('weir.') || readable.has(name)) return undefined
  return `Only views of the database weir can be read, not ${name}`
}
