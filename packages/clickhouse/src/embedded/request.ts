import type { IncomingMessage } from 'node:http'
import { Fault } from './fault.ts'
import { readInsertHead, readStatement, type Statement } from './statement.ts'

/** What a request asks for, before anybody judges whether it may. */
export interface Wish {
  statement: Statement
  /** Of an insert: rows that follow `statement.sql` byte for byte, or stand in a file of their own. */
  rows: { data: Buffer; fromFile(path: string): string } | undefined
  database: string | undefined
  defaultFormat: string
  settings: ReadonlyMap<string, string>
  params: ReadonlyMap<string, string>
  /** The answer as a whole or an error, never a part; undefined when the client does not say. */
  whole: boolean | undefined
}

/** A parameter of the protocol that is 0 or 1. */
export function flag(url: URLSearchParams, name: string): boolean | undefined {
  const value = url.get(name)
  return value === null ? undefined : value !== '' && value !== '0' && value !== 'false'
}

/** Parameters of the protocol itself; all others are settings. Sessions do not exist here: each query is its own. */
const reserved = new Set([
  'query',
  'database',
  'default_format',
  'query_id',
  'user',
  'password',
  'quota_key',
  'role',
  'session_id',
  'session_timeout',
  'session_check',
  'close_session',
  'stacktrace',
  'wait_end_of_query',
  'buffer_size',
  'compress',
  'client_protocol_version',
  'decompress',
]) // prettier-ignore

export const longestQuery = 4 << 20
/** An INSERT's own words stand at its beginning. */
const longestHead = 256 << 10

/** @throws Fault */
export function readWish(request: IncomingMessage, url: URLSearchParams, body: Buffer): Wish {
  const settings = new Map<string, string>()
  const params = new Map<string, string>()
  for (const [name, value] of url) {
    if (name.startsWith('param_')) params.set(name.slice('param_'.length), value)
    else if (!reserved.has(name)) settings.set(name, value)
  }
  if (request.headers['content-type']?.startsWith('multipart/')) {
    throw new Fault(48, 'NOT_IMPLEMENTED', 'External data (multipart) is not supported.')
  }
  const header = (name: string) => request.headers[name] as string | undefined
  return {
    ...readSql(url.get('query') ?? '', body),
    settings,
    params,
    database: url.get('database') ?? header('x-clickhouse-database'),
    defaultFormat: url.get('default_format') ?? header('x-clickhouse-format') ?? 'TabSeparated',
    whole: flag(url, 'wait_end_of_query'),
  }
}

/** The query begins in the URL and goes on in the body after a line break; rows may follow it in either. */
function readSql(query: string, body: Buffer): Pick<Wish, 'statement' | 'rows'> {
  const url = Buffer.from(query === '' ? '' : `${query}\n`)
  // One character a byte, so that places in the text are places in the bytes.
  const head = url.toString('latin1') + body.toString('latin1', 0, longestHead)
  const insert = readInsertHead(head)
  if (insert) {
    const sql = Buffer.from(head.slice(0, insert.dataStart), 'latin1').toString()
    const inBody = insert.dataStart - url.length
    const data = inBody >= 0 ? body.subarray(inBody) : Buffer.concat([url.subarray(insert.dataStart), body])
    const fromFile = (path: string) => Buffer.from(insert.fromFile(path), 'latin1').toString()
    return { statement: { kind: 'insert', sql, format: undefined }, rows: { data, fromFile } }
  }
  if (body.length > longestQuery) throw new Fault(229, 'QUERY_IS_TOO_LARGE', 'The query is too large.')
  return { statement: readStatement(url.toString() + body.toString()), rows: undefined }
}
