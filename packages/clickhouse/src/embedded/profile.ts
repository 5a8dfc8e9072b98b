import { Fault } from './fault.ts'
import type { Wish } from './request.ts'
import type { SessionSetup } from './session-setup.ts'
import type { User } from './users.ts'

/** What one query may take. ClickHouse has no limit of its own here, and running out of memory ends the process. */
export interface QueryLimits {
  memoryBytes: number
  seconds: number
  /** Longest answer: answers are held in memory whole. Counted before formatting. */
  resultBytes: number
}

export type Limits = Record<User['role'], QueryLimits>

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
  'select_sequential_consistency',
  'send_progress_in_http_headers',
  'session_timezone',
]) // prettier-ignore

/**
 * The session a query runs in. @param filters for bi: rows of weir_data it may see, by table.
 * @throws Fault 164 for a setting bi may not change, 497 for a database it may not see.
 */
export function setupOf(user: User, wish: Wish, isGet: boolean, limits: Limits, filters: string): SessionSetup {
  const { memoryBytes, seconds, resultBytes } = limits[user.role]
  const settings = new Map([...always, ...wish.settings])
  const cap = (name: string, most: number) => {
    const asked = Number(settings.get(name) ?? most)
    settings.set(name, String(asked > 0 && asked < most ? asked : most))
  }
  cap('max_memory_usage', memoryBytes)
  cap('max_execution_time', seconds)
  if (wish.statement.kind === 'read') {
    cap('max_result_bytes', resultBytes)
    settings.set('result_overflow_mode', 'throw')
  }
  const asked = Number(settings.get('readonly') ?? 0)
  settings.delete('readonly')
  if (user.role === 'service') {
    const readonly = asked === 1 ? 1 : asked === 2 || isGet ? 2 : 0
    return { database: wish.database ?? 'default', settings, params: wish.params, readonly }
  }
  for (const name of wish.settings.keys()) {
    if (!openToBi.has(name)) throw new Fault(164, 'READONLY', `Cannot modify '${name}' setting in readonly mode.`)
  }
  // Clients name the database `default` when nobody told them another.
  if (!['weir', 'default', '', undefined].includes(wish.database)) {
    throw new Fault(497, 'ACCESS_DENIED', `${user.name}: Not enough privileges. Only the database weir can be read.`)
  }
  for (const [name, value] of tenantFirst) settings.set(name, value)
  settings.set('additional_table_filters', filters)
  return { database: 'weir', settings, params: wish.params, readonly: 1 }
}
