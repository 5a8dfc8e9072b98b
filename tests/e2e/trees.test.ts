import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CredentialsFile } from '@weir/credentials'
import { freePorts } from '@weir/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTree, weir } from '../platform/weir.ts'
import { roundTrip } from './dead-letter-round-trip.ts'

type Tree = Awaited<ReturnType<typeof startTree>>

let home: string
let env: Record<string, string>
let back: Tree
let front: Tree

/** Two data directories, one log, state, ClickHouse and set of secrets between them. */
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'weir-trees-'))
  const names = ['QUERY', 'INGEST', 'IDENTITY', 'PROCESSOR', 'ALERTS', 'CLICKHOUSE']
  const ports = await freePorts(names.length)
  const portOf = (name: string) => String(ports[names.indexOf(name)])
  env = {
    // Of commands: else they would find out about whatever runs from this folder's own.
    WEIR_DATA_DIR: home,
    WEIR_LOG_URL: `lmdb:${home}/log`,
    WEIR_STATE_URL: `lmdb:${home}/state`,
    WEIR_CLICKHOUSE_URL: `chdb:${home}/clickhouse`,
    WEIR_SECRETS_DIR: `${home}/secrets`,
    WEIR_IDENTITY_URL: `http://127.0.0.1:${portOf('IDENTITY')}`,
    WEIR_ALERTS_URL: `http://127.0.0.1:${portOf('ALERTS')}`,
    WEIR_INGEST_URL: `http://127.0.0.1:${portOf('INGEST')}`,
    WEIR_PUBLIC_URL: `http://127.0.0.1:${portOf('QUERY')}`,
    ...Object.fromEntries(names.map(name => [`WEIR_${name}_PORT`, portOf(name)])),
  }
  // At once: neither is ready without the other, and only one of them is the first start.
  ;[back, front] = await Promise.all([
    startTree(['clickhouse', 'processor', 'query'], { ...env, WEIR_DATA_DIR: `${home}/back` }),
    startTree(['ingest', 'identity', 'alerts'], { ...env, WEIR_DATA_DIR: `${home}/front` }),
  ])
})

afterAll(async () => {
  await Promise.all([front?.stop(), back?.stop()])
  await rm(home, { recursive: true, force: true })
})

const track = (key: string, messageId: string) =>
  fetch(`${front.ready.ingestUrl}/v1/track`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${key}:`)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ messageId, userId: 'u-1', event: 'page.viewed', properties: {} }),
  })

describe('two trees of one installation on one machine', () => {
  it('each run what they were told to, and say so', () => {
    expect(back.ready).toMatchObject({ event: 'ready', services: ['clickhouse', 'processor', 'query'] })
    expect(Object.keys(back.ready.ports)).toEqual(['clickhouse', 'processor', 'query'])
    expect(back.ready.ingestUrl).toBeUndefined()
    expect(Object.keys(front.ready.pids)).toEqual(['identity', 'alerts', 'ingest'])
    expect(front.ready.queryUrl).toBeUndefined()
  })

  it('make the keys of the first start once', async () => {
    const files = ['back', 'front'].map(name => join(home, name, 'credentials.json')).filter(existsSync)
    expect(files).toHaveLength(1)
    const { keys } = JSON.parse((await weir(['keys', 'list', '--json'], env)).stdout) as { keys: unknown[] }
    expect(keys).toHaveLength(3)
  })

  it('carry an event from one to the other, with a key that is made and revoked while they run, and mend a refused one', async () => {
    const created = await weir(['keys', 'create', '--kind', 'write', '--source', 'web', '--json'], env)
    const { id, secret } = JSON.parse(created.stdout) as { id: string; secret: string }
    const answer = await track(secret, 'trees-1')
    expect(answer.status).toBe(200)
    const { events } = (await answer.json()) as { events: { receipt: string }[] }

    const file = ['back', 'front'].map(name => join(home, name, 'credentials.json')).find(existsSync)
    const { apiKeys } = JSON.parse(await readFile(file!, 'utf8')) as CredentialsFile
    const stateOf = async () => {
      const receipt = await fetch(events[0]!.receipt, { headers: { authorization: `Bearer ${apiKeys.read}` } })
      return ((await receipt.json()) as { state: string }).state
    }
    await expect.poll(stateOf).toBe('stored')

    await roundTrip({
      ...{
        ingestUrl: front.ready.ingestUrl!,
        queryUrl: back.ready.queryUrl!,
        writeKey: secret,
        manageKey: apiKeys.manage,
      },
      async deadLetters(args) {
        const keyed = { ...env, WEIR_API_KEY: apiKeys.manage }
        const { stdout } = await weir(['dead-letters', ...args, '--url', back.ready.queryUrl!, '--json'], keyed)
        return JSON.parse(stdout)
      },
    })

    expect((await weir(['keys', 'revoke', id], env)).code).toBe(0)
    await expect.poll(async () => (await track(secret, 'trees-2')).status).toBe(401)
  })

  it('take history from a file, with a key that is there for the import alone', async () => {
    const call = (row: number) => ({
      type: 'track',
      event: 'Order Completed',
      userId: `u-${row}`,
      timestamp: `2024-03-${row + 10}T12:00:00Z`,
    })
    const lines = Array.from({ length: 20 }, (_, row) =>
      JSON.stringify({ ...call(row), properties: { order_id: `o-${row}`, total: 1 } }),
    )
    const file = join(home, 'history.ndjson')
    await writeFile(file, lines.join('\n'))
    const args = ['import', file, '--source', 'past', '--state', join(home, 'imports'), '--json']
    const imported = await weir(args, env)
    expect(imported.code, imported.stderr).toBe(0)
    expect(JSON.parse(imported.stdout)).toMatchObject({
      ok: true,
      sent: 20,
      files: [{ outcome: 'finished', accepted: 20 }],
    })
    const { keys } = JSON.parse((await weir(['keys', 'list', '--json'], env)).stdout) as {
      keys: { source?: string; revokedAt?: string }[]
    }
    expect(keys.filter(({ source }) => source === 'past')).toMatchObject([{ revokedAt: expect.any(String) }])

    const file2 = ['back', 'front'].map(name => join(home, name, 'credentials.json')).find(existsSync)
    const { apiKeys } = JSON.parse(await readFile(file2!, 'utf8')) as CredentialsFile
    const ordersOf = async (day: string) => {
      const query = `from=${day}T00:00:00Z&to=${day}T23:59:59Z&window=1d&step=1d`
      const answer = await fetch(`${back.ready.queryUrl}/v1/metrics/orders_paid?${query}`, {
        headers: { authorization: `Bearer ${apiKeys.read}` },
      })
      const { series } = (await answer.json()) as { series: { points: { value: number }[] }[] }
      return Math.max(0, ...series.flatMap(({ points }) => points.map(({ value }) => value)))
    }
    await expect.poll(() => ordersOf('2024-03-15')).toBe(1)
  })

  it('stop in order, each by itself', async () => {
    expect(await front.stop()).toBe(0)
    expect(await back.stop()).toBe(0)
  })
})
