import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { schemaDirectory, startEmbedded, type TestClickHouse } from '@weir/clickhouse/testing'
import { findPostgres } from '@weir/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runWeir } from '../command/run-weir.fixture.ts'

const postgres = await findPostgres()
let dataDir: string
let server: TestClickHouse

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'weir-migrate-'))
  server = await startEmbedded({ migrated: false })
})
afterAll(async () => {
  await server.stop()
  await rm(dataDir, { recursive: true, force: true })
})

async function migrate(env: Record<string, string>, ...flags: string[]) {
  const { code, stdout } = await runWeir(['migrate', '--json', ...flags], { WEIR_DATA_DIR: dataDir, ...env })
  expect(code).toBe(0)
  const { engines } = JSON.parse(stdout) as { engines: { engine: string; embedded: boolean; migrations: string[] }[] }
  return engines
}

describe('weir migrate', () => {
  it('has nothing to do on embedded engines, and makes nothing', async () => {
    expect(await migrate({})).toEqual([
      { engine: 'state', embedded: true, migrations: [] },
      { engine: 'clickhouse', embedded: true, migrations: [] },
    ])
    expect(await readdir(dataDir)).toEqual([])
  })

  it('says what a ClickHouse server lacks, applies it, and then finds nothing', async () => {
    const env = { WEIR_CLICKHOUSE_URL: server.url, WEIR_CLICKHOUSE_PASSWORD: server.password }
    const files = (await readdir(schemaDirectory)).filter(name => name.endsWith('.sql')).sort()
    const left = [{ engine: 'clickhouse', embedded: false, migrations: files }]
    expect((await migrate(env, '--dry-run')).slice(1)).toEqual(left)
    const { stdout } = await runWeir(['migrate', '--dry-run'], { WEIR_DATA_DIR: dataDir, ...env })
    expect(stdout).toMatch(/^clickhouse: would apply\n {2}0001_/m)
    expect((await migrate(env)).slice(1)).toEqual(left)
    expect((await migrate(env)).slice(1)).toEqual([{ engine: 'clickhouse', embedded: false, migrations: [] }])
  })

  it('says which engine is away, with the exit code for what may pass', async () => {
    const env = { WEIR_CLICKHOUSE_URL: 'http://127.0.0.1:1', WEIR_CLICKHOUSE_PASSWORD: 's3cret' }
    const { code, stdout, stderr } = await runWeir(['migrate', '--json'], { WEIR_DATA_DIR: dataDir, ...env })
    expect(code).toBe(75)
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'CLICKHOUSE_UNAVAILABLE' } })
    expect(stderr).not.toContain('s3cret')
  })

  it.skipIf(!postgres)('brings PostgreSQL up to date once', async () => {
    const env = { WEIR_STATE_URL: await postgres!.createDatabase() }
    const [missing] = await migrate(env, '--dry-run')
    expect(missing).toMatchObject({ engine: 'postgres', embedded: false })
    expect(missing!.migrations[0]).toBe('0001_state')
    expect((await migrate(env))[0]).toEqual(missing)
    expect((await migrate(env))[0]).toMatchObject({ migrations: [] })
  })
})
