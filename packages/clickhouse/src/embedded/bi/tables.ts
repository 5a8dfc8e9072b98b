/** What people may read beside the views of weir: what tools ask when they connect. Filters leave weir's rows alone. */
const systemTables = [
  'columns',
  'data_type_families',
  'databases',
  'formats',
  'functions',
  'keywords',
  'numbers',
  'one',
  'settings',
  'table_functions',
  'tables',
  'time_zones',
  'zeros',
]
const readable: ReadonlySet<string> = new Set(systemTables.map(name => `system.${name}`))
const otherDatabases = /^(weir_data|system|default|information_schema)\./i

/** Names without a database are those of WITH, or views of weir: the session's database. */
export const tableRefusal = (name: string): string | undefined =>
  !name.includes('.') || name.startsWith('weir.') || readable.has(name) ? undefined : onlyViews(name)

/** The same for a name that may be a column, with or without its table. */
export const columnRefusal = (name: string): string | undefined =>
  otherDatabases.test(name) && !readable.has(name.split('.', 2).join('.')) ? onlyViews(name) : undefined

const onlyViews = (name: string): string => `Only views of the database weir can be read, not ${name}`
