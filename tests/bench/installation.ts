import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ClickHouse, createClickHouse, migrate, readMigrations, startEmbeddedClickHouse } from '@weir/clickhouse'
import { clickhouseServicePassword, ensureFirstStart, ensureSecrets, registerHmac } from '@weir/credentials'
import { openStateStore } from '@weir/state-store'
import { root, type ServiceProcess, startServiceProcess } from './service-process.ts'

export type { ServiceProcess } from './service-process.ts'

export type ServiceName = 'ingest' | 'identity' | 'processor'

/**
 * A data directory prepared as the launcher does it, whose services are started one by one, so that each can be measured
 * without the others.
 * @param engines variables that name other engines than the embedded ones, which are to be ready for use
 */
export async function createInstallation(engines: Readonly<Record<string, string>> = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), 'weir-bench-'))
  const secrets = await ensureSecrets(dataDir)
  const state = await openStateStore({ url: engines.WEIR_STATE_URL ?? `lmdb:${dataDir}/state` })
  await registerHmac(state, secrets)
  const nowhere = { ingestUrl: '', queryUrl: '', clickhouseUrl: '' }
  const { writeKey } = await ensureFirstStart({ dataDir, state, secrets, urls: nowhere })
  await state.close()
  const password = clickhouseServicePassword(secrets)
  const env: Record<string, string> = { WEIR_DATA_DIR: dataDir, WEIR_CLICKHOUSE_PASSWORD: password, ...engines }
  const stops: (() => Promise<void>)[] = []

  return {
    dataDir,
    authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`,

    async startService(name: ServiceName): Promise<ServiceProcess> {
      const port = { [`WEIR_${name.toUpperCase()}_PORT`]: '0' }
      const service = await startServiceProcess(`dist/${name}.js`, { ...env, ...port })
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
