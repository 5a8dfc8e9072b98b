import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

declare const connection: unique symbol
/** A connection to the engine of this process: settings of its own, one statement at a time. */
export type Connection = { readonly [connection]: true }

export interface NativeAnswer {
  bytes: Buffer
  rowsRead: number
  bytesRead: number
}

export interface NativeInserted {
  rowsWritten: number
  bytesWritten: number
}

/** The addon of chDB. Calls run on libuv's threads: as many at once as UV_THREADPOOL_SIZE allows. */
export interface Chdb {
  /** @throws when the directory is in use or unusable; the reason is only written to stderr. */
  CreateConnection(directory: string, args?: readonly string[]): Connection
  /** Never while a statement runs on the connection: that aborts the engine for the whole process. */
  CloseConnection(connection: Connection): void
  QueryAsyncConnection(connection: Connection, sql: string, format: string): Promise<NativeAnswer>
  /** `data` goes to the engine as it is, without a copy into a JavaScript string. */
  InsertRawAsyncConnection(
    connection: Connection,
    sqlUpToData: string,
    data: Buffer,
    countLines: boolean,
  ): Promise<NativeInserted>
}

/**
 * The addon itself rather than chDB's Session class: a Session closes only once nothing at all runs in the process, and
 * its `insert` knows text formats alone. Sessions of one statement each, closed at once, are what keeps settings,
 * parameters and left-over output of one query out of the next.
 */
export function loadChdb(): Chdb {
  const require = createRequire(import.meta.url)
  const { loadNative } = require(join(dirname(require.resolve('chdb/package.json')), 'dist', 'loader.js'))
  return loadNative()
}
