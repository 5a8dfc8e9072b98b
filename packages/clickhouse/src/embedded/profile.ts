import { Fault } from './fault.ts'
import type { Wish } from './request.ts'
import type { SessionSetup, SettingValues } from './session-setup.ts'
import type { User } from './users.ts'

/** What one query may take. ClickHouse has no limit of its own here, and running out of memory ends the process. */
export interface QueryLimits {
  memoryBytes: number
  seconds: number
  /** Longest answer that is held in memory until it is whole. Counted before formatting. */
  resultBytes: number
  /** Most rows of any answer; 0 for no limit. */
  resultRows: number
  /** Threads of a query; 0 for as many as the engine likes. */
  threads: number
}

export type Limits = Record<User['role'], QueryLimits>

/** Settings as a fresh connection has them, by name. */
export type EngineDefaults = ReadonlyMap<string, string>

const always: readonly (readonly [string, string])[] = [
  ['implicit_select', '0'], // chDB would take `1; x` for a query
  ['async_insert', '0'],
  ['allow_introspection_functions', '0'],
  ['output_format_json_quote_64bit_integers', '1'],
]

/**
 * The tenant's condition comes first, as a step of its own. Merged with the user's, ClickHouse evaluates both on the
 * rows of all tenants, and `WHERE toInt64(id) > 0` fails with the id of somebody else in its message.
 */
const tenantFirst: readonly (readonly [string, string])[] = [
  ['query_plan_merge_filters', '0'],
  ['query_plan_merge_filter_into_join_condition', '0'],
  ['allow_reorder_prewhere_conditions', '0'],
  ['optimize_prewhere_after_pushdown', '0'],
  ['short_circuit_function_evaluation', 'force_enable'],
]

/** What bi may set: the form of answers, and limits downwards. Formats that read or write files have other names. */
const openToBi = new Set([
  'date_time_output_format',
  'enable_http_compression',
  'http_zlib_compression_level',
  'json_type_escape_dots_in_keys',
  'log_comment',
  'max_execution_time',
  'max_result_rows',
  'output_format_csv_crlf_end_of_line',
  'output_format_json_quote_64bit_floats',
  'output_format_json_quote_64bit_integers',
  'output_format_json_quote_decimals',
  'output_format_json_quote_denormals',
  'output_format_native_write_json_as_string',
  'prefer_column_name_to_alias',
  'readonly',
  'result_overflow_mode',
  'select_sequential_consistency',
  'send_progress_in_http_headers',
  'session_timezone',
]) // prettier-ignore

const alwaysValues: ReadonlyMap<string, string> = new Map(always)
/** What bi gets is not what the engine has by itself. */
const ofOurOwn: ReadonlySet<string> = new Set(['max_memory_usage', ...tenantFirst.map(([name]) => name)])

/**
 * Of what bi asks for, what it may have. Like ClickHouse, this lets a client say what is so already, as drivers do with
 * every query. @throws Fault 164
 */
function openOnes({ settings }: Wish, defaults: EngineDefaults): SettingValues {
  const isOpen = ([name, value]: [string, string]): boolean => {
    if (openToBi.has(name)) return true
    const fixed = ofOurOwn.has(name) ? undefined : (alwaysValues.get(name) ?? defaults.get(name))
    if (fixed !== undefined && plainValue(value) === plainValue(fixed)) return false
    throw new Fault(164, 'READONLY', `Cannot modify '${name}' setting in readonly mode.`)
  }
  return new Map([...settings].filter(isOpen))
}

const plainValue = (value: string | undefined): string | undefined =>
  value === 'true' ? '1' : value === 'false' ? '0' : value

/**
 * Services get whole answers or errors unless they ask otherwise: none of them acts on a part. People get rows as they
 * come, however many.
 */
export const isWhole = (user: User, wish: Wish): boolean => wish.whole ?? user.role === 'service'

/**
 * The session a query runs in. @param filters for bi: rows of weir_data it may see, by table.
 * @throws Fault 164 for a setting bi may not change, 497 for a database it may not see.
 */
export function setupOf(
  user: User,
  wish: Wish,
  isGet: boolean,
  { limits, defaults }: { limits: Limits; defaults: EngineDefaults },
  filters: string,
): SessionSetup {
  const { memoryBytes, seconds, resultBytes, resultRows, threads } = limits[user.role]
  const settings = new Map([...always, ...(user.role === 'bi' ? openOnes(wish, defaults) : wish.settings)])
  const cap = (name: string, most: number) => {
    const asked = Number(settings.get(name) ?? most)
    settings.set(name, String(asked > 0 && asked < most ? asked : most))
  }
  cap('max_memory_usage', memoryBytes)
  cap('max_execution_time', seconds)
  if (wish.statement.kind === 'read') {
    if (isWhole(user, wish)) cap('max_result_bytes', resultBytes)
    if (resultRows > 0) cap('max_result_rows', resultRows)
    if (!settings.has('result_overflow_mode')) settings.set('result_overflow_mode', 'throw')
  }
  const asked = Number(settings.get('readonly') ?? 0)
  settings.delete('readonly')
  if (user.role === 'service') {
    const readonly = asked === 1 ? 1 : asked === 2 || isGet ? 2 : 0
    return { database: wish.database ?? 'default', settings, params: wish.params, readonly }
  }
  // Clients name the database `default` when nobody told them another.
  if (!['weir', 'default', '', undefined].includes(wish.database)) {
    throw new Fault(497, 'ACCESS_DENIED', `${user.name}: Not enough privileges. Only the database weir can be read.`)
  }
  for (const [name, value] of tenantFirst) settings.set(name, value)
  settings.set('additional_table_filters', filters)
  if (threads > 0) settings.set('max_threads', String(threads))
  return { database: 'weir', settings, params: wish.params, readonly: 1 }
}
