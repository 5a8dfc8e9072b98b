import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface Migration {
  /** File name, such as `0001_events.sql`. */
  name: string
  sql: string
}

/** The .sql files of a directory, in order of their names. */
export async function readMigrations(dir: string): Promise<Migration[]> {
  const names = (await readdir(dir)).filter(name => name.endsWith('.sql')).sort()
  return Promise.all(names.map(async name => ({ name, sql: await readFile(join(dir, name), 'utf8') })))
}
