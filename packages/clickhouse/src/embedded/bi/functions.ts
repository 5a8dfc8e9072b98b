/**
 * Functions people may call: by ClickHouse's own categories, so that the list is closed (a category or function nobody
 * has judged is refused) and yet readable. Not in it: dictionaries, files, other services, the server's insides.
 */
const categories = [
  'Aggregate Functions',
  'Arithmetic',
  'Arrays',
  'Bit',
  'Bitmap',
  'Comparison',
  'Conditional',
  'Dates and Times',
  'Distance',
  'Encoding',
  'Financial',
  'Geo',
  'Geo Polygon',
  'Hash',
  'IP Address',
  'JSON',
  'Logical',
  'Map',
  'Mathematical',
  'Null',
  'Random Number',
  'Rounding',
  'String',
  'String Replacement',
  'String Search',
  'String Splitting',
  'Time Window',
  'Tuple',
  'Type Conversion',
  'URL',
  'UUID',
]

/** In those categories, and yet more than computing: profiles, the engine itself, errors made to order. */
const refused = ['aggThrow', 'chdb', 'flameGraph']

/** Harmless ones of the category Other, and what the parser makes of operators and keywords. */
const others = [
  '_CAST', // what becomes of a parameter with a type, such as {since:DateTime64(3)}
  'bar',
  'byteSize',
  'caseWithExpression',
  'countDigits',
  'currentDatabase',
  'currentUser',
  'defaultValueOfTypeName',
  'displayName',
  'exists',
  'finalizeAggregation',
  'formatReadableDecimalSize',
  'formatReadableQuantity',
  'formatReadableSize',
  'formatReadableTimeDelta',
  'getSubcolumn',
  'grouping',
  'identity',
  'ignore',
  'in',
  'globalIn',
  'globalNotIn',
  'initializeAggregation',
  'isConstant',
  'isDecimalOverflow',
  'lambda',
  'materialize',
  'neighbor',
  'notIn',
  'revision',
  'rowNumberInAllBlocks',
  'rowNumberInBlock',
  'runningAccumulate',
  'runningDifference',
  'runningDifferenceStartingWithFirstValue',
  'toColumnTypeName',
  'toTypeName',
  'transform',
  'uptime',
  'variantElement',
  'variantType',
  'version',
  'visibleWidth',
] // prettier-ignore

/** Table functions that make rows out of nothing. */
const tableFunctions: ReadonlySet<string> = new Set([
  'generate_series',
  'generateseries',
  'numbers',
  'numbers_mt',
  'values',
  'zeros',
  'zeros_mt',
]) // prettier-ignore

export const isTableFunction = (name: string): boolean => tableFunctions.has(name.toLowerCase())

const combinators =
  /(?:If|Array|Map|State|SimpleState|Merge|MergeState|ForEach|Distinct|OrDefault|OrNull|Resample|ArgMin|ArgMax)$/

export interface KnownFunction {
  name: string
  alias_to: string
  categories: string
  is_aggregate: 0 | 1
}

/** Whether a name may be called, given what the engine knows (system.functions). Names compare without case. */
export function createFunctionRule(known: readonly KnownFunction[]): (name: string) => boolean {
  const no = new Set(refused.map(name => name.toLowerCase()))
  const canonical = new Map(known.map(each => [each.name, each]))
  const allowed = new Set(others.map(name => name.toLowerCase()))
  const aggregates = new Set<string>()
  for (const each of known) {
    const meant = canonical.get(each.alias_to) ?? each
    if (no.has(meant.name.toLowerCase())) continue
    if (categories.includes(meant.categories) || allowed.has(meant.name.toLowerCase()))
      allowed.add(each.name.toLowerCase())
    if (meant.is_aggregate === 1) aggregates.add(each.name.toLowerCase())
  }
  return name => {
    for (let base = name; ; base = base.replace(combinators, '')) {
      const lower = base.toLowerCase()
      if (allowed.has(lower) && (base === name || aggregates.has(lower))) return true
      if (!combinators.test(base)) return false
    }
  }
}
