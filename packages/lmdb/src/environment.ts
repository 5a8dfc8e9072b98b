import type { Database, DatabaseOptions, Key } from 'lmdb'
import { lmdbFailure, type UnavailableCode, writeFailure } from './failure.ts'
import { claimFormat, type Format } from './format.ts'
import { type SharedRoot, shareRoot } from './shared-root.ts'

export interface LmdbOptions {
  /** Directory of the environment; made when absent. Several processes may open it at once, on a local disk only. */
  path: string
  /** Address space for the data file, bytes; costs no disk and no memory. LMDB grows it when it must. Default 64 GiB. */
  mapSizeBytes?: number
  /** Most tables. Default 16. */
  maxDbs?: number
  readOnly?: boolean
  /** What the directory holds; another name or version is refused. Default `{name: 'lmdb', version: 1}`. */
  format?: Format
  /** Code of a failure that is neither a full disk nor a foreign directory. Default LOG_UNAVAILABLE. */
  unavailable?: UnavailableCode
  /** Longest a write transaction may take, milliseconds, the wait for other writers included. Default 30,000. */
  transactTimeoutMs?: number
}

/** An open environment: many readers, one writer at a time over all processes, commits visible only once flushed. */
export interface LmdbEnvironment {
  readonly path: string
  /**
   * Opens a table, making it when absent. Blocks the process on the writer lock, so every table must be opened right
   * after the environment, before anything else is awaited: only then is it sure that this process holds no such lock.
   * @throws WeirError as `transact`
   */
  table<V = unknown, K extends Key = Key>(name: string, options?: DatabaseOptions): Database<V, K>
  /**
   * Runs `action`, which must be synchronous, in one write transaction over all tables; resolves when it is flushed.
   * What `action` throws undoes the whole transaction and is passed on. Calls waiting at the same time share a flush.
   * @throws WeirError DISK_FULL: nothing was written. The `unavailable` code: the fate of the write is unknown.
   */
  transact<T>(action: () => T): Promise<T>
  /**
   * Reads the newest commit of any process; `look` must be synchronous.
   * @throws WeirError the `unavailable` code
   */
  read<T>(look: () => T): T
  /** Reads keep one snapshot until the event loop turns; after this the next one sees the newest commit of any process. */
  refresh(): void
  /** Frees the snapshots of dead processes, which would keep pages from reuse. Returns how many there were. */
  checkReaders(): number
  close(): Promise<void>
}

/**
 * Opens an LMDB environment with Weir's settings.
 * @throws WeirError DATA_DIR_VERSION, DATA_DIR_IN_USE, DISK_FULL or the `unavailable` code.
 */
export async function openLmdb(options: LmdbOptions): Promise<LmdbEnvironment> {
  const { path, readOnly = false, unavailable = 'LOG_UNAVAILABLE', transactTimeoutMs = 30_000 } = options
  let shared: SharedRoot
  try {
    const made = await claimFormat(path, options.format ?? { name: 'lmdb', version: 1 }, readOnly)
    shared = await shareRoot(path, made, {
      readOnly,
      noSubdir: false, // a directory name with a dot in it would be taken for a file
      overlappingSync: false, // or commits are visible before they are flushed
      eventTurnBatching: false, // its own promise of a failed commit is awaited by nobody, which ends the process
      mapSize: options.mapSizeBytes ?? 64 * 2 ** 30, // growing leaves the old map in place
      maxDbs: options.maxDbs ?? 16,
      maxReaders: 512,
      // The page stays the system's own, 4 KB: larger ones make each commit rewrite more, and large values lie in runs of pages.
    })
  } catch (error) {
    throw lmdbFailure(error, path, unavailable)
  }
  const { root, writer } = shared
  return {
    path,
    table<V, K extends Key>(name: string, tableOptions: DatabaseOptions = {}) {
      try {
        return shared.table<V, K>(name, tableOptions)
      } catch (error) {
        throw lmdbFailure(error, path, unavailable)
      }
    },
    async transact<T>(action: () => T): Promise<T> {
      let thrown: { error: unknown } | undefined
      const guarded = (): T => {
        try {
          return action()
        } catch (error) {
          thrown = { error }
          throw error
        }
      }
      try {
        return await writer.write(guarded, transactTimeoutMs)
      } catch (error) {
        if (thrown !== undefined && !isLmdbError(thrown.error)) throw thrown.error
        throw await writeFailure(error, path, unavailable)
      }
    },
    read(look) {
      try {
        root.resetReadTxn()
        return look()
      } catch (error) {
        throw lmdbFailure(error, path, unavailable)
      }
    },
    refresh: () => root.resetReadTxn(),
    checkReaders: () => root.readerCheck(),
    close: () => shared.release(),
  }
}

/** LMDB's own errors carry a number; the caller's business errors do not. */
const isLmdbError = (error: unknown): boolean => typeof (error as { code?: unknown }).code === 'number'
