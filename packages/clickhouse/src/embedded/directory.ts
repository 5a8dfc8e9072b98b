import { mkdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { WeirError } from '@weir/errors'
import type { Chdb, Connection } from './chdb.ts'

/**
 * Opens the data directory for this process. One process may have it open.
 * @throws WeirError DATA_DIR_IN_USE
 */
export function openDirectory(chdb: Chdb, directory: string, args: readonly string[]): Connection {
  mkdirSync(directory, { recursive: true })
  // Asked first, because the engine tells its own failure on stderr only, in several lines.
  const holder = lockHolder(directory)
  if (holder !== undefined) throw inUse(directory, holder)
  try {
    return chdb.CreateConnection(directory, args)
  } catch (cause) {
    throw new WeirError('DATA_DIR_IN_USE', `the ClickHouse directory ${directory} cannot be opened`, {
      cause,
      remedy: 'stop the other process that uses it, or check that this user may write there; the reason stands above',
    })
  }
}

const inUse = (directory: string, pid: number): WeirError =>
  new WeirError('DATA_DIR_IN_USE', `the ClickHouse directory ${directory} is open in process ${pid}`, {
    remedy: 'another Weir runs on this data: stop it, or choose another WEIR_DATA_DIR',
  })

/** The process that holds the engine's lock on the directory, as far as this system tells (Linux: /proc/locks). */
function lockHolder(directory: string): number | undefined {
  try {
    const { dev, ino } = statSync(join(directory, 'status'))
    const hex = (value: number) => value.toString(16).padStart(2, '0')
    const file = `${hex((dev >> 8) & 0xfff)}:${hex((dev & 0xff) | ((dev >> 12) & 0xfff00))}:${ino}`
    for (const line of readFileSync('/proc/locks', 'utf8').split('\n')) {
      const [, , , , pid, locked] = line.trim().split(/\s+/)
      if (locked === file) return Number(pid)
    }
  } catch {
    // No such directory yet, or no /proc: the engine will say.
  }
  return undefined
}
