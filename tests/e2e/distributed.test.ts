import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClickHouse } from '@weir/clickhouse'
import { type CredentialsFile, clickhouseServicePassword, readSecrets } from '@weir/credentials'
import { findKafka, findPostgres, freePorts, sharedKafka } from '@weir/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startService } from '../platform/service.ts'
import { startTree, weir } from '../platform/weir.ts'

const kafka = await findKafka()
const postgres = kafka && (await findPostgres())
const services = ['INGEST', 'IDENTITY', 'PROCESSOR', 'QUERY', 'ALERTS', 'CLICKHOUSE']

interface Finding {
  level: 'ok' | 'warning' | 'fault'
  about: string
  what: string
  remedy?: string
}

describe.skipIf(!postgres)('an installation on Kafka and PostgreSQL', () => {
  let home: string
  let env: Record<string, string>
  let trees: Awaited<ReturnType<typeof startTree>>[] = []

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'weir-distributed-'))
    const ports = await freePorts(services.length)
    const portOf = (name: string) => String(ports[services.indexOf(name)])
    env = {
      WEIR_DATA_DIR: join(home, 'one'),
      WEIR_LOG_URL: `${(await sharedKafka()).url}/${randomUUID().slice(0, 8)}`,
      WEIR_STATE_URL: await postgres!.createDatabase(),
      WEIR_CLICKHOUSE_URL: `chdb:${home}/clickhouse`,
      WEIR_SECRETS_DIR: join(home, 'secrets'),
      WEIR_LOG_PARTITIONS: '2',
      WEIR_IDENTITY_URL: `http://127.0.0.1:${portOf('IDENTITY')}`,
      WEIR_ALERTS_URL: `http://127.0.0.1:${portOf('ALERTS')}`,
      WEIR_INGEST_URL: `http://127.0.0.1:${portOf('INGEST')}`,
      WEIR_PUBLIC_URL: `http://127.0.0.1:${portOf('QUERY')}`,
      ...Object.fromEntries(services.map(name => [`WEIR_${name}_PORT`, portOf(name)])),
    }
  })

  afterAll(async () => {
    await Promise.all(trees.map(tree => tree.stop()))
    await rm(home, { recursive: true, force: true })
  })

  async function doctor(changed: Record<string, string> = {}) {
    const { code, stdout } = await weir(['doctor', '--json'], { ...env, ...changed })
    const { ok, findings } = JSON.parse(stdout) as { ok: boolean; findings: Finding[] }
    expect(code).toBe(ok ? 0 : 1)
    return { stdout, findings, faults: findings.filter(({ level }) => level === 'fault') }
  }

  it('makes up no secrets: two machines would have two', async () => {
    const { code, stderr } = await weir(['start', '--services', 'ingest'], env)
    expect(code).toBe(78)
    expect(stderr).toMatch(/there are no secrets in [\s\S]*weir secrets create/)
    expect(existsSync(env.WEIR_SECRETS_DIR!)).toBe(false)
    expect((await weir(['secrets', 'create'], env)).code).toBe(0)
  })

  it('is examined before it is made, and told the next step', async () => {
    const { faults, findings } = await doctor()
    expect(faults).toMatchObject([{ about: 'log', remedy: expect.stringContaining('weir topics apply') }])
    expect(findings).toContainEqual(expect.objectContaining({ what: expect.stringMatching(/PostgreSQL is version/) }))
  })

  it('lets a service wait for the topics', async () => {
    expect((await weir(['migrate'], env)).code).toBe(0)
    const ingest = startService('ingest', env)
    const check = async () => (await ingest.readiness())?.checks.log
    const missing = { ok: false, reason: expect.stringContaining('there is no topic') }
    await expect.poll(check, { interval: 200 }).toMatchObject(missing)
    expect((await weir(['topics', 'apply'], env)).code).toBe(0)
    await expect.poll(() => ingest.readiness(), { interval: 200 }).toMatchObject({ ready: true })
    expect(await ingest.stop()).toBe(0)
  })

  it('runs spread over two trees, carries an event, and is found in order', async () => {
    trees = await Promise.all([
      startTree(['clickhouse', 'processor', 'query', 'ingest'], env),
      startTree(['identity', 'alerts'], { ...env, WEIR_DATA_DIR: join(home, 'two') }),
    ])
    expect(existsSync(join(home, 'two', 'credentials.json'))).toBe(false)
    const file = await readFile(join(home, 'one', 'credentials.json'), 'utf8')
    const { ingestUrl, writeKey, apiKeys } = JSON.parse(file) as CredentialsFile
    const answer = await fetch(`${ingestUrl}/v1/track`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${writeKey}:`)}`, 'content-type': 'application/json' },
      body: JSON.stringify({ messageId: 'd-1', userId: 'u-1', event: 'page.viewed', properties: {} }),
    })
    const { events } = (await answer.json()) as { events: { receipt: string }[] }
    const stateOf = async () => {
      const receipt = await fetch(events[0]!.receipt, { headers: { authorization: `Bearer ${apiKeys.read}` } })
      return ((await receipt.json()) as { state: string }).state
    }
    await expect.poll(stateOf, { interval: 200 }).toBe('stored')

    const { faults, findings, stdout } = await doctor()
    expect(faults).toEqual([])
    const told = findings.map(({ about, what }) => `${about}: ${what}`)
    for (const sign of [
      /^log: broker/,
      /^log: all replicas/,
      /^state: .*version/,
      /^hmac: .*made with/,
      /^lag: events is/,
    ]) {
      expect(told).toContainEqual(expect.stringMatching(sign))
    }
    expect(stdout).not.toContain(new URL(env.WEIR_STATE_URL!).password)
  })

  it('takes history on a lane of its own, twice the same once', async () => {
    const file = join(home, 'history.ndjson')
    const viewed = (n: number) => ({
      ...{ type: 'track', event: 'Product Viewed', messageId: `h-${n}`, userId: `u-${n % 7}` },
      ...{ timestamp: new Date(Date.now() - n * 60_000).toISOString(), properties: { sku: 's1' } },
    })
    await writeFile(file, Array.from({ length: 2_000 }, (_, n) => `${JSON.stringify(viewed(n))}\n`).join(''))
    for (const state of ['first', 'second']) {
      const args = ['import', file, '--source', 'history', '--state', join(home, state), '--json']
      const { code, stdout, stderr } = await weir(args, env)
      expect({ code, stderr }).toMatchObject({ code: 0 })
      expect(JSON.parse(stdout)).toMatchObject({ ok: true, sent: 2_000 })
    }
    const password = clickhouseServicePassword(await readSecrets(home, env.WEIR_SECRETS_DIR))
    const clickhouse = createClickHouse({ url: trees[0]!.ready.clickhouseUrl!, user: 'weir', password })
    const found = async () => {
      const [row] = await clickhouse.query<{ rows: string; ids: string; repeats: string }>(
        `SELECT count() AS rows, uniqExact(id) AS ids,
                (SELECT count() FROM weir_data.event_outcomes WHERE outcome = 'duplicate') AS repeats
         FROM weir_data.events WHERE source = 'history'`,
      )
      return row
    }
    await expect.poll(found).toEqual({ rows: '2000', ids: '2000', repeats: '2000' })
    await clickhouse.close()
  })

  it('is found out of order: other secrets, an engine away', async () => {
    const other = { WEIR_SECRETS_DIR: join(home, 'other'), WEIR_CLICKHOUSE_PASSWORD: 'x'.repeat(20) }
    await weir(['secrets', 'create'], { ...env, ...other })
    expect((await doctor(other)).faults.map(({ about }) => about)).toContain('hmac')
    const away = { WEIR_STATE_URL: 'postgres://weir:s3cret@127.0.0.1:1/weir', WEIR_LOG_URL: 'kafka://127.0.0.1:1' }
    const { faults, stdout } = await doctor(away)
    expect(faults.map(({ about }) => about)).toEqual(['state', 'log'])
    expect(stdout).not.toContain('s3cret')
  })
})
