import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbedded, type TestClickHouse } from '@weir/clickhouse/testing'
import { findPostgres, freePorts, type PostgresServer } from '@weir/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startService } from '../platform/service.ts'
import { weir } from '../platform/weir.ts'

const names = ['ingest', 'identity', 'processor', 'query', 'alerts']
const postgres = await findPostgres()

let home: string
let clickhouse: TestClickHouse
let env: Record<string, string>

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'weir-waiting-'))
  clickhouse = await startEmbedded()
  const ports = await freePorts(names.length)
  env = {
    WEIR_DATA_DIR: home,
    WEIR_CLICKHOUSE_URL: clickhouse.url,
    WEIR_CLICKHOUSE_PASSWORD: clickhouse.password,
    ...Object.fromEntries(names.map((name, index) => [`WEIR_${name.toUpperCase()}_PORT`, String(ports[index])])),
  }
})

afterAll(async () => {
  await clickhouse?.stop()
  await rm(home, { recursive: true, force: true })
})

describe('a service alone', () => {
  it.each(names)('%s says what it lacks instead of starting without secrets', async name => {
    const service = startService(name, { ...env, WEIR_SECRETS_DIR: join(home, 'nowhere') })
    expect(await service.exitCode()).toBe(78)
    const line = JSON.parse(service.log().trim().split('\n').at(-1)!) as Record<string, string>
    expect(line).toMatchObject({ level: 'fatal', service: name, code: 'CONFIG_INVALID', field: 'WEIR_SECRETS_DIR' })
    expect(line.remedy).toContain('weir secrets create')
  })

  it('lists every fault of its configuration', async () => {
    const service = startService('ingest', { ...env, WEIR_LOG_LEVEL: 'loud', WEIR_INGEST_PORT: 'x' })
    expect(await service.exitCode()).toBe(78)
    expect(service.log()).toMatch(/WEIR_LOG_LEVEL.*_PORT|_PORT.*WEIR_LOG_LEVEL/)
  })
})

describe.skipIf(!postgres)('services that are started before PostgreSQL', () => {
  const server = postgres as PostgresServer
  const services: ReturnType<typeof startService>[] = []
  afterAll(async () => {
    await Promise.all(services.map(service => service.stop()))
  })

  it('live, say what they wait for, and go on by themselves when it is there', async () => {
    expect((await weir(['secrets', 'create'], env)).code).toBe(0)
    const url = await server.createDatabase()
    await server.kill()
    services.push(...names.map(name => startService(name, { ...env, WEIR_STATE_URL: url })))
    for (const service of services) {
      const stateOf = async () => (await service.readiness())?.checks.state
      const away = { ok: false, reason: expect.stringMatching(/PostgreSQL 127\.0\.0\.1:\d+.*ECONNREFUSED/) }
      await expect.poll(stateOf, { interval: 200 }).toMatchObject(away)
      expect(JSON.stringify(await service.readiness())).not.toContain(new URL(url).password)
    }

    await server.start()
    for (const service of services) {
      const report = () => service.readiness()
      await expect.poll(report, { interval: 200 }).toMatchObject({ ready: true })
    }
  })

  it('end in order when they are told to, also while they wait', async () => {
    expect(await Promise.all(services.splice(0).map(service => service.stop()))).toEqual([0, 0, 0, 0, 0])
    await server.kill()
    const url = server.url
    const waiting = names.map(name => startService(name, { ...env, WEIR_STATE_URL: url }))
    for (const service of waiting) {
      await expect.poll(() => service.readiness(), { interval: 200 }).toMatchObject({ ready: false })
    }
    expect(await Promise.all(waiting.map(service => service.stop()))).toEqual([0, 0, 0, 0, 0])
    await server.start()
  })
})
