import { realpath } from 'node:fs/promises'
import { type Database, type DatabaseOptions, type Key, open, type RootDatabase, type RootDatabaseOptions } from 'lmdb'
import { syncDirectory } from './format.ts'
import { withoutWriters } from './gate.ts'
import { createWriter, type Writer } from './writer.ts'

/**
 * One environment of this process, shared by all who open its directory: LMDB allows no second one, and a process that
 * opened one while the first writes would wait for itself.
 */
export interface SharedRoot {
  readonly root: RootDatabase
  readonly writer: Writer
  table<V, K extends Key>(name: string, options: DatabaseOptions): Database<V, K>
  /** Closes the environment when the last user has let go. */
  release(): Promise<void>
}

interface Entry {
  root: RootDatabase
  writer: Writer
  tables: Map<string, Database>
  users: number
}

const entries = new Map<string, Entry>()
const closing = new Map<string, Promise<void>>()

/** Nothing but microtasks lies between the opening and the caller's next line: see `withoutWriters`. */
export async function shareRoot(path: string, made: boolean, options: RootDatabaseOptions): Promise<SharedRoot> {
  const name = `${await realpath(path)}\0${options.readOnly}`
  const entry = await withoutWriters(async () => {
    await closing.get(name)
    const found = entries.get(name) ?? begin(open(path, options))
    found.users++
    entries.set(name, found)
    if (made) await syncDirectory(path)
    return found
  })
  const { root, writer, tables } = entry
  let released: Promise<void> | undefined
  return {
    root,
    writer,
    table<V, K extends Key>(table: string, tableOptions: DatabaseOptions) {
      const opened = tables.get(table) ?? root.openDB(table, tableOptions)
      tables.set(table, opened)
      return opened as Database<V, K>
    },
    release() {
      released ??= release(name, entry)
      return released
    },
  }
}

const begin = (root: RootDatabase): Entry => ({ root, writer: createWriter(root), tables: new Map(), users: 0 })

async function release(name: string, entry: Entry): Promise<void> {
  entry.users--
  if (entry.users > 0) return
  entries.delete(name)
  const closed = entry.root.close().finally(() => closing.delete(name))
  closing.set(name, closed)
  await closed
}
