import { statfs } from 'node:fs/promises'
import { type ErrorCode, WeirError } from '@weir/errors'
import { WriteTimeout } from './write-timeout.ts'

/** What a failure of the engine itself is called: the log and the state are told apart by it. */
export type UnavailableCode = Extract<ErrorCode, 'LOG_UNAVAILABLE' | 'STATE_UNAVAILABLE'>

const inputOutputError = 5 // EIO
/** A full disk has some bytes left in blocks too small for a write. */
const nearlyFullBytes = 16 * 2 ** 20
const diskFull = new Set<unknown>([
  28, // ENOSPC
  'ENOSPC',
  'EDQUOT',
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
  if (error instanceof WriteTimeout) {
    return new WeirError(unavailable, `${path}: ${error.message}; the fate of the write is unknown`, {
      remedy: 'another process may hold the writer lock without moving, or the disk hangs; restart this service',
    })
  }
  const reason = await reasonOf(error)
  return (await wasCutShort(reason, path)) ? diskFailure(reason, path) : lmdbFailure(reason, path, unavailable)
}

/** LMDB reports a write cut short by a full disk as an input/output error. */
async function wasCutShort(error: unknown, path: string): Promise<boolean> {
  if (codeOf(error) !== inputOutputError) return false
  const { bavail, bsize } = await statfs(path)
  return bavail * bsize < nearlyFullBytes
}

const codeOf = (error: unknown) => (error as { code?: unknown }).code as number

const diskFailure = (cause: unknown, path: string) =>
  new WeirError('DISK_FULL', `no room left to write in ${path}: ${textOf(cause)}`, {
    cause,
    remedy: 'free disk space, or raise the quota',
  })

const textOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

/** The WeirError for what LMDB threw; WeirErrors pass unchanged. */
export function lmdbFailure(cause: unknown, path: string, unavailable: UnavailableCode): WeirError {
  if (cause instanceof WeirError) return cause
  const code = codeOf(cause)
  if (diskFull.has(code)) return diskFailure(cause, path)
  if (foreign.has(code)) return foreignDirectory(path, textOf(cause), cause)
  if (inUse.has(code)) {
    return new WeirError('DATA_DIR_IN_USE', `${path} is open elsewhere: ${textOf(cause)}`, {
      cause,
      remedy: 'stop the other Weir that uses this directory',
    })
  }
  return new WeirError(unavailable, `${path}: ${textOf(cause)}`, {
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
