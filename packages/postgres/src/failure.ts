import { WeirError } from '@weir/errors'
import { DatabaseError } from 'pg'

/**
 * What a failure means for the next attempt.
 * - `undone`: the server took everything back, and the same may succeed later; the connection is good.
 * - `lost`: the connection is gone, and with it the answer to what was sent.
 * - `final`: the same would fail again; the connection is good.
 */
export interface Failure {
  means: 'undone' | 'lost' | 'final'
  error: WeirError
  sqlState?: string
}

type Remedied = readonly [code: 'CONFIG_INVALID' | 'DISK_FULL' | 'STATE_UNAVAILABLE', remedy: string]

const migrate = 'run `weir migrate` with a role that may create tables'
const credentials = 'check user and password in the URL, and what pg_hba.conf lets in'
/** By SQLSTATE or its class; see PostgreSQL's manual, appendix A. */
const finals: ReadonlyMap<string, Remedied> = new Map([
  ['28', ['CONFIG_INVALID', credentials]],
  ['3D000', ['CONFIG_INVALID', 'create the database, or name another in the URL']],
  ['42501', ['CONFIG_INVALID', `grant the role what docs/operations.md lists, or ${migrate}`]],
  ['3F000', ['CONFIG_INVALID', migrate]],
  ['42P01', ['CONFIG_INVALID', migrate]],
  ['42883', ['CONFIG_INVALID', migrate]],
  ['53100', ['DISK_FULL', 'free disk space on the PostgreSQL server']],
  ['58', ['STATE_UNAVAILABLE', "look into the PostgreSQL server's log: its disk or system failed"]],
])
const undone = new Set([
  '40001', // serialisation failure
  '40P01', // deadlock
  '55P03', // lock timeout
  '57014', // statement timeout
  '53200', // out of memory
])
const lost = new Set([
  '57P01', // shut down by an administrator
  '57P02', // another server process crashed
  '57P03', // starting up
  '57P05', // idle for too long
  '25P03', // idle in a transaction for too long
  '25006', // read-only: the former primary, or one not yet promoted
  '53300', // no connection left
])
const downRemedy = 'see that PostgreSQL runs and can be reached; Weir goes on by itself once it does'
const fullRemedy = 'raise max_connections of the server, or start fewer processes'
const slowRemedy = 'look for what blocks or slows the server down: pg_stat_activity, pg_locks'

/** Node's and the driver's words for a server or certificate that the URL does not fit. */
const misfit = /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|does not support SSL|SASL|password must be/

/** Classifies what the driver threw. `where` names the server without its password. */
export function failureOf(cause: unknown, where: string): Failure {
  return cause instanceof DatabaseError && cause.code
    ? serverFailure(cause, cause.code, where)
    : brokenLine(cause, where)
}

function serverFailure(cause: DatabaseError, code: string, where: string): Failure {
  const text = `PostgreSQL ${where}: ${textOf(cause, code)} (${code})`
  const details = { cause: plain(cause.message, code, cause.stack) }
  const known = finals.get(code) ?? finals.get(code.slice(0, 2))
  if (known)
    return { means: 'final', error: new WeirError(known[0], text, { ...details, remedy: known[1] }), sqlState: code }
  if (undone.has(code)) {
    return {
      means: 'undone',
      error: new WeirError('STATE_UNAVAILABLE', text, { ...details, remedy: slowRemedy }),
      sqlState: code,
    }
  }
  if (lost.has(code) || code.startsWith('08') || cause.severity === 'FATAL') {
    const remedy = code === '53300' ? fullRemedy : downRemedy
    return { means: 'lost', error: new WeirError('STATE_UNAVAILABLE', text, { ...details, remedy }), sqlState: code }
  }
  return { means: 'final', error: new WeirError('INTERNAL', text, details), sqlState: code }
}

function brokenLine(cause: unknown, where: string): Failure {
  const { message, code } =
    cause instanceof Error ? (cause as NodeJS.ErrnoException) : { message: String(cause), code: '' }
  const text = `PostgreSQL ${where}: ${message}`
  if (misfit.test(`${code} ${message}`)) {
    const remedy = 'check password, sslmode and sslrootcert in the URL against the server'
    return { means: 'final', error: new WeirError('CONFIG_INVALID', text, { cause, remedy }) }
  }
  return { means: 'lost', error: new WeirError('STATE_UNAVAILABLE', text, { cause, remedy: downRemedy }) }
}

/** Messages of classes 22 and 23 quote values, which may be somebody's. */
function textOf({ message, table, column, constraint }: DatabaseError, code: string): string {
  if (!/^2[23]/.test(code)) return message
  const place = [table, column, constraint].filter(part => part !== undefined).join('.')
  return `a value does not fit${place && ` ${place}`}`
}

/** Without the driver's `detail` and `where`, which quote values too. */
function plain(message: string, code: string, stack: string | undefined): Error {
  const quiet = new Error(/^2[23]/.test(code) ? `SQLSTATE ${code}` : message)
  const frames = stack?.slice(stack.indexOf('\n    at '))
  if (frames !== undefined) quiet.stack = `${quiet.message}${frames}`
  return quiet
}
