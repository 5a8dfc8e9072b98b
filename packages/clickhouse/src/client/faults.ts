import { ClickHouseError } from '@clickhouse/client'
import { WeirError } from '@weir/errors'
import { dataRefusals, engineFaults } from './codes.ts'

/** What ClickHouse itself said, as the cause of a WeirError. */
export class ClickHouseFault extends Error {
  override readonly name = 'ClickHouseFault'
  /** Number of the error, such as 62 (SYNTAX_ERROR). */
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

/** The number ClickHouse gave for a failure; undefined when the failure was not ClickHouse's answer. */
export const clickhouseCodeOf = (error: unknown): number | undefined =>
  error instanceof WeirError && error.cause instanceof ClickHouseFault ? error.cause.code : undefined

const credentials = new Set([192, 193, 194, 516])

/**
 * ClickHouse repeats the value it could not read, in many forms. Values belong in the quarantine and not in logs, so of
 * refused rows only the name of the error, the column and the row are told.
 */
function refusalWords(code: number, message: string): string {
  const column = /while reading the value of key ([\w.]+)/.exec(message)?.[1]
  const row = /\(at row (\d+)\)/.exec(message)?.[1]
  const where = [column && `column ${column}`, row && `row ${row}`].filter(Boolean).join(', ')
  return `the rows are refused, ${dataRefusals.get(code)}${where && ` (${where})`}`
}

/**
 * @param rowsAtRisk true for inserts: only then may a code mean that rows are refused, and every code outside that
 * closed list means an engine that is down (design: nothing is dropped because of an outage).
 */
export function weirErrorOf(error: unknown, what: string, rowsAtRisk: boolean): WeirError {
  if (error instanceof WeirError) return error
  if (error instanceof ClickHouseError) {
    const code = Number(error.code)
    const refused = rowsAtRisk && dataRefusals.has(code)
    const words = refused ? refusalWords(code, error.message) : error.message.trim().slice(0, 2_000)
    const cause = new ClickHouseFault(code, words)
    const said = `${what}: ${words} (ClickHouse code ${code})`
    if (refused) return new WeirError('CLICKHOUSE_DATA_REFUSED', said, { cause })
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
