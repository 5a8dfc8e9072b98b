import { execFileSync, spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { findPostgres } from './postgres.ts'
import type { PostgresServer } from './postgres-server.ts'

const server = await findPostgres()

const query = (url: string, sql: string) => execFileSync('psql', ['-XqAt', url, '-c', sql], { encoding: 'utf8' }).trim()
const answers = (url: string) => spawnSync('psql', ['-XqAt', url, '-c', 'SELECT 1']).status === 0

const hasClient = spawnSync('psql', ['--version']).status === 0

describe.skipIf(!server || !hasClient)('PostgreSQL for tests', () => {
  const { url, createDatabase, kill, start, pause, resume } = server as PostgresServer

  it('is one server for a worker, with a database for whoever asks', async () => {
    expect((await findPostgres())?.url).toBe(url)
    const [one, other] = await Promise.all([createDatabase(), createDatabase()])
    query(one, 'CREATE TABLE t (n int)')
    expect(query(other, "SELECT count(*) FROM pg_tables WHERE tablename = 't'")).toBe('0')
    expect(query(one, 'SELECT rolsuper FROM pg_roles WHERE rolname = current_user')).toBe('f')
    expect(query(one, 'SHOW fsync')).toBe('on')
  })

  it('keeps what was committed when it is killed', async () => {
    const database = await createDatabase()
    query(database, 'CREATE TABLE t AS SELECT 7 AS n')
    await kill()
    expect(answers(database)).toBe(false)
    await start()
    expect(query(database, 'SELECT n FROM t')).toBe('7')
  })

  it('answers nobody while it is paused', async () => {
    await pause()
    expect(spawnSync('psql', ['-XqAt', url, '-c', 'SELECT 1'], { timeout: 300 }).status).toBeNull()
    await resume()
    expect(answers(url)).toBe(true)
  })
})
