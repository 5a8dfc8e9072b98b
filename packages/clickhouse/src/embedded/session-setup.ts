import { quoteName, quoteText } from '../sql/tokens.ts'
import { Fault } from './fault.ts'

/** Values as they came; ClickHouse takes them apart by the setting's type. */
export type SettingValues = ReadonlyMap<string, string>

export interface SessionSetup {
  database: string
  settings: SettingValues
  params: ReadonlyMap<string, string>
  /** ClickHouse's `readonly`: 1 reads and may change nothing, 2 reads and may change settings. Comes last, for good. */
  readonly: 0 | 1 | 2
}

/** The statements that turn a fresh connection into the session of one query. */
export function setupSql({ database, settings, params, readonly }: SessionSetup): string {
  const values = [
    ...[...settings].map(([name, value]) => `${settingName(name)} = ${quoteText(value)}`),
    ...[...params].map(([name, value]) => `param_${paramName(name)} = ${quoteText(value)}`),
  ]
  const statements = [`USE ${quoteName(database)}`, `SET ${values.join(', ')}`]
  if (readonly > 0) statements.push(`SET readonly = ${readonly}`)
  return statements.join('; ')
}

function settingName(name: string): string {
  if (/^[a-zA-Z_]\w*$/.test(name)) return name
  throw new Fault(115, 'UNKNOWN_SETTING', `Unknown setting '${name}'.`)
}

function paramName(name: string): string {
  if (/^\w+$/.test(name)) return name
  throw new Fault(36, 'BAD_ARGUMENTS', `'${name}' is no name for a parameter.`)
}
