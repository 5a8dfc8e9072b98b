import { ClickHouseError } from '@clickhouse/client'
import { WeirError } from '@weir/errors'
import { dataRefusals, engineFaults } from './codes.ts'

/** ClickHouse's own words, as the cause of a WeirError. */
export class ClickHouseFault extends Error {
  override readonly name = 'ClickHouseFault'
  /** Number of the error, such as 62. */
  readonly code: number
  /** Its name, such as SYNTAX_ERROR. */
  readonly type: string

  constructor(code: number, type: string, message: string) {
    super(message)
    this.code = code
    this.type = type
  }
}

/** The number ClickHouse gave for a failure; undefined when the failure was not ClickHouse's answer. */
export const clickhouseCodeOf = (error: unknown): number | undefined =>
  error instanceof WeirError && error.cause instanceof ClickHouseFault ? error.cause.code : undefined

const credentials = new Set([192, 193, 194, 516])

/**
 * ClickHouse shows the row it could not read. Rows belong in the quarantine, not in logs, so only what stands before
 * them is kept: the complaint, without the text it complains about.
 */
const withoutRows = (message: string): string =>
  message
    .split(/\(at row \d+\)|\n/)[0]!
    .replace(/(before: |here: |: text ).*$/s, '$1…')
    .slice(0, 300)
    .trim()

/**
 * @param rowsAtRisk true for inserts: only then may a code mean that rows are refused, and every code outside that
 * closed list means an engine that is down (design: nothing is dropped because of an outage).
 */
export function weirErrorOf(error: unknown, what: string, rowsAtRisk: boolean): WeirError {
  if (error instanceof WeirError) return error
  if (error instanceof ClickHouseError) {
    const code = Number(error.code)
    const type = error.type ?? 'UNKNOWN'
    const refused = dataRefusals.has(code)
    const words = rowsAtRisk ? withoutRows(error.message) : error.message.trim().slice(0, 2_000)
    const cause = new ClickHouseFault(code, type, words)
    const said = `${what}: ${words} (${type}, code ${code})`
    if (rowsAtRisk && refused) return new WeirError('CLICKHOUSE_DATA_REFUSED', said, { cause })
    if (credentials.has(code)) {
      const remedy = 'check WEIR_CLICKHOUSE_USER and WEIR_CLICKHOUSE_PASSWORD'
      return new WeirError(rowsAtRisk ? 'CLICKHOUSE_UNAVAILABLE' : 'CLICKHOUSE_QUERY_REFUSED', said, { cause, remedy })
    }
    const unavailable = rowsAtRisk || engineFaults.has(code)
    return new WeirError(unavailable ? 'CLICKHOUSE_UNAVAILABLE' : 'CLICKHOUSE_QUERY_REFUSED', said, { cause })
  }
  const reason = error instanceof Error ? reasonOf(error) : String(error)
  return new WeirError('CLICKHOUSE_UNAVAILABLE', `${what}: ${reason}`, {
    cause: error,
    remedy: 'Weir goes on by itself once ClickHouse answers again',
  })
}

const reasonOf = (error: Error): string => {
  const code = connectionCode(error)
  if (code === 'ECONNREFUSED') return 'nothing listens there (ECONNREFUSED)'
  return code && !error.message.includes(code) ? `${error.message} (${code})` : error.message
}

/** Node's code of a broken or refused connection; undefined for anything ClickHouse answered. */
export const connectionCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && /^E[A-Z]+/.test(error.code)
    ? error.code
    : undefined

/** The connection broke, was refused or never came about: a question may simply be asked again. */
export const isConnectionError = (error: unknown): boolean =>
  connectionCode(error) !== undefined ||
  (error instanceof Error && /socket hang up|socket has been ended/i.test(error.message))

/** Nothing of the statement can have reached the engine. */
export const neverSent = (error: unknown): boolean =>
  ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'].includes(connectionCode(error) ?? '')
