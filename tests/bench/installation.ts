import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ClickHouse, createClickHouse, migrate, readMigrations, startEmbeddedClickHouse } from '@weir/clickhouse'
import { clickhouseServicePassword, ensureFirstStart, ensureSecrets, registerHmac } from '@weir/credentials'
import { openStateStore } from '@weir/state-store'
import { eventually } from '../recovery/settle.ts'

/** This file runs from tests/dist/bench. */
const root = join(import.meta.dirname, '../../..')

/** The launcher gives it to its children (packages/cli, child.ts); a service measured alone shall be the same. */
const youngObjects = '--max-semi-space-size=32'

export type ServiceName = 'ingest' | 'identity' | 'processor'

export interface ServiceProcess {
  url: string
  pid: number
  /** A counter or gauge without labels of its /metrics. */
  counter(name: string): Promise<number>
  /** SIGTERM, then waits for its end. */
  stop(): Promise<void>
}

/**
 * A data directory prepared as the launcher does it, whose services are started one by one, so that each can be measured
 * without the others.
 */
export async function createInstallation() {
  const dataDir = await mkdtemp(join(tmpdir(), 'weir-bench-'))
  const secrets = await ensureSecrets(dataDir)
  const state = await openStateStore({ url: `lmdb:${dataDir}/state` })
  await registerHmac(state, secrets)
  const nowhere = { ingestUrl: '', queryUrl: '', clickhouseUrl: '' }
  const { writeKey } = await ensureFirstStart({ dataDir, state, secrets, urls: nowhere })
  await state.close()
  const password = clickhouseServicePassword(secrets)
  const env: Record<string, string> = { WEIR_DATA_DIR: dataDir, WEIR_CLICKHOUSE_PASSWORD: password }
  const stops: (() => Promise<void>)[] = []

  return {
    dataDir,
    authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`,

    async startService(name: ServiceName): Promise<ServiceProcess> {
      const service = await startService(name, { ...env, [`WEIR_${name.toUpperCase()}_PORT`]: '0' })
      stops.push(service.stop)
      return service
    },

    /** The embedded ClickHouse with all tables; services started from now on use it. */
    async startClickHouse(): Promise<{ pid: number; clickhouse: ClickHouse; stop(): Promise<void> }> {
      const server = await startEmbeddedClickHouse({ ...env, WEIR_CLICKHOUSE_PORT: '0' })
      env.WEIR_CLICKHOUSE_URL = server.url
      const clickhouse = createClickHouse({ url: server.url, user: 'weir', password, timeoutMs: 120_000 })
      await migrate(clickhouse, await readMigrations(join(root, 'schemas/clickhouse')), run => run())
      const stop = async () => {
        await clickhouse.close()
        await server.stop()
      }
      stops.push(stop)
      return { pid: server.process.pid!, clickhouse, stop }
    },

    async dispose(): Promise<void> {
      for (const stop of stops.toReversed()) await stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

export type Installation = Awaited<ReturnType<typeof createInstallation>>

async function startService(name: ServiceName, env: Record<string, string>): Promise<ServiceProcess> {
  const child = spawn(process.execPath, [youngObjects, join(root, `services/${name}/dist/main.js`)], {
    cwd: root,
    env: { ...process.env, WEIR_LOG_FORMAT: 'json', WEIR_LOG_LEVEL: 'info', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const url = await addressOf(child, name)
  await eventually(
    () => fetch(`${url}/readyz`),
    ({ ok }) => ok,
    60_000,
  )
  return {
    url,
    pid: child.pid!,
    async counter(metric) {
      const text = await (await fetch(`${url}/metrics`)).text()
      return Number(new RegExp(`^${metric}\\{[^}]*\\} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN)
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
    },
  }
}

function addressOf(child: ChildProcess, name: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let words = ''
    child.stderr!.on('data', chunk => {
      words = (words + String(chunk)).slice(-20_000)
      const url = /listening at (http[^"]+)"/.exec(words)?.[1]
      if (url) resolve(url)
    })
    child.once('exit', code => reject(new Error(`${name} ended with ${code}:\n${words}`)))
  })
}
