import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEventLog } from '@weir/event-log'
import { freePorts } from '@weir/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apiOf } from '../platform/api.ts'
import { startTestPlatform, type TestPlatform } from '../platform/platform.ts'
import { weir } from '../platform/weir.ts'

interface Finding {
  level: 'ok' | 'warning' | 'fault'
  about: string
  what: string
  remedy?: string
}

let dataDir: string
let platform: TestPlatform

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'weir-doctor-'))
  platform = await startTestPlatform({ dataDir })
})

afterAll(async () => {
  await platform?.dispose()
  await rm(dataDir, { recursive: true, force: true })
})

async function doctor(env: Record<string, string> = {}) {
  const { code, stdout, stderr } = await weir(['doctor', '--json'], { WEIR_DATA_DIR: dataDir, ...env })
  expect(stderr).toBe('')
  const { ok, findings } = JSON.parse(stdout) as { ok: boolean; findings: Finding[] }
  expect(code).toBe(ok ? 0 : 1)
  return { ok, stdout, findings, faults: findings.filter(({ level }) => level === 'fault') }
}

describe('weir doctor', () => {
  it('finds nothing wrong with a platform that works, and tells no secret', async () => {
    const api = await apiOf(platform)
    const { status } = await api.send([{ type: 'track', messageId: 'd-1', userId: 'u-1', event: 'page.viewed' }])
    expect(status).toBe(200)
    const { findings, faults, stdout } = await doctor()
    expect(faults).toEqual([])
    const told = findings.map(({ about, what }) => `${about}: ${what}`).join('\n')
    for (const sign of [
      /node: Node \d/,
      /disk: .* free of/,
      /state: reads in/,
      /hmac: .* made with/,
      /log: is the log of this installation/,
      /lag: identity is [01] record/,
      /clickhouse: version/,
      /clickhouse: its clock agrees/,
      /clickhouse: disk default/,
      /clickhouse: all \d+ migrations are applied/,
      /clickhouse: may create, insert, select/,
      /clickhouse: \d+ tables remember enough blocks and flush/,
      /ingest: ready at/,
    ]) {
      expect(told).toMatch(sign)
    }
    const { writeKey, apiKeys, bi } = await platform.credentials()
    const hmac = (await readFile(join(dataDir, 'secrets/hmac.key'), 'utf8')).trim()
    for (const secret of [writeKey, apiKeys.read, apiKeys.manage, bi.password, hmac])
      expect(stdout).not.toContain(secret)
  })

  it('finds a full disk before ingest does, and says so to people, too', async () => {
    const env = { WEIR_LOG_MIN_FREE_BYTES: String(10 ** 15) }
    expect((await doctor(env)).faults).toMatchObject([{ about: 'disk', what: expect.stringContaining('answers 503') }])
    const { code, stdout } = await weir(['doctor'], { WEIR_DATA_DIR: dataDir, ...env })
    expect(code).toBe(1)
    expect(stdout).toMatch(/^✗ disk .*\n {14}→ Make room/m)
    expect(stdout).toMatch(/\n1 wrong, 0 to look at\.\n$/)
  })

  it('finds a ClickHouse that is away, without its password', async () => {
    const [port] = await freePorts(1)
    const server = { WEIR_CLICKHOUSE_URL: `http://127.0.0.1:${port}`, WEIR_CLICKHOUSE_PASSWORD: 's3cret' }
    const { faults, stdout } = await doctor(server)
    expect(faults).toMatchObject([{ about: 'clickhouse', what: expect.stringMatching(/ECONNREFUSED/) }])
    expect(stdout).not.toContain('s3cret')
  })

  it('finds a setting of a table that was changed by hand', async () => {
    const clickhouse = platform.clickhouse()
    const set = (blocks: number) =>
      clickhouse.command(`ALTER TABLE weir_data.events MODIFY SETTING non_replicated_deduplication_window = ${blocks}`)
    await set(100)
    const { faults } = await doctor()
    await set(100_000)
    await clickhouse.close()
    expect(faults).toMatchObject([
      { about: 'clickhouse', what: expect.stringMatching(/weir_data.events: .* too small/) },
    ])
  })

  it('finds a service that does not answer', async () => {
    const identity = platform.pids().get('identity')!
    process.kill(identity, 'SIGSTOP')
    try {
      expect((await doctor()).faults).toMatchObject([{ about: 'identity', what: expect.stringContaining('not ready') }])
    } finally {
      process.kill(identity, 'SIGCONT')
    }
  })

  it('finds secrets that are not those of the installation', async () => {
    await platform.stop()
    const file = join(dataDir, 'secrets/hmac.key')
    const before = await readFile(file)
    await writeFile(file, '5'.repeat(64))
    const { faults } = await doctor()
    await writeFile(file, before)
    expect(faults).toMatchObject([{ about: 'hmac', remedy: expect.stringContaining('hmac.key') }])
  })

  it('finds a log that is gone, or another', async () => {
    const log = join(dataDir, 'log')
    await rename(log, `${log}.kept`)
    expect((await doctor()).faults).toMatchObject([{ about: 'log', what: expect.stringContaining('is gone') }])
    await (await openEventLog({ url: `lmdb:${log}` })).close()
    expect((await doctor()).faults).toMatchObject([{ about: 'log', what: expect.stringMatching(/^the log is .* but/) }])
    await rm(log, { recursive: true })
    await rename(`${log}.kept`, log)
    expect((await doctor()).faults).toEqual([])
  })
})
