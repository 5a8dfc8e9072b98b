import { type ErrorCode, WeirError } from '@weir/errors'

/** What a failure of the engine itself is called: the log and the state are told apart by it. */
export type UnavailableCode = Extract<ErrorCode, 'LOG_UNAVAILABLE' | 'STATE_UNAVAILABLE'>

const diskFull = new Set([
  28, // ENOSPC
  122, // EDQUOT
  27, // EFBIG
  -30792, // MDB_MAP_FULL
])
const foreign = new Set([
  -30794, // MDB_VERSION_MISMATCH
  -30793, // MDB_INVALID
  -30784, // MDB_INCOMPATIBLE
])
const inUse = new Set([
  -30790, // MDB_READERS_FULL
  11, // EAGAIN: the lock file is held in a way that does not allow sharing
  16, // EBUSY
])

/** A failed commit carries its reason in a promise of its own, which must be awaited or it ends the process. */
export async function reasonOf(error: unknown): Promise<unknown> {
  const { commitError } = error as { commitError?: Promise<never> }
  return commitError === undefined ? error : commitError.catch((reason: unknown) => reason)
}

/** The WeirError for a write LMDB refused in the directory `path`; WeirErrors pass unchanged. */
export async function writeFailure(error: unknown, path: string, unavailable: UnavailableCode): Promise<WeirError> {
  return lmdbFailure(error instanceof WeirError ? error : await reasonOf(error), path, unavailable)
}

/** The WeirError for what LMDB threw; WeirErrors pass unchanged. */
export function lmdbFailure(cause: unknown, path: string, unavailable: UnavailableCode): WeirError {
  if (cause instanceof WeirError) return cause
  const { code } = cause as { code?: unknown }
  const text = cause instanceof Error ? cause.message : String(cause)
  if (diskFull.has(code as number) || code === 'ENOSPC' || code === 'EDQUOT') {
    return new WeirError('DISK_FULL', `no room left to write in ${path}: ${text}`, {
      cause,
      remedy: 'free disk space, or raise the quota',
    })
  }
  if (foreign.has(code as number)) return foreignDirectory(path, text, cause)
  if (inUse.has(code as number)) {
    return new WeirError('DATA_DIR_IN_USE', `${path} is open elsewhere: ${text}`, {
      cause,
      remedy: 'stop the other Weir that uses this directory',
    })
  }
  return new WeirError(unavailable, `${path}: ${text}`, {
    cause,
    remedy: 'check that the directory is readable and writable, on a local disk that works',
  })
}

/** The directory holds something this version cannot read. */
export const foreignDirectory = (path: string, why: string, cause?: unknown): WeirError =>
  new WeirError('DATA_DIR_VERSION', `${path} was written by another version: ${why}`, {
    cause,
    remedy: 'start the version that wrote it, or use another data directory',
  })
