import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ClickHouse, createClickHouse, embeddedProcess } from '@weir/clickhouse'
import {
  type CredentialsFile,
  clickhouseServicePassword,
  ensureFirstStart,
  ensureSecrets,
  registerHmac,
} from '@weir/credentials'
import { openStateStore } from '@weir/state-store'
import { freePorts } from '@weir/testing'
import { startWorker, type Worker } from './worker.ts'

export const fleetServices = ['ingest', 'identity', 'processor', 'query', 'alerts'] as const
export type FleetService = (typeof fleetServices)[number]

export interface FleetOptions {
  logUrl: string
  stateUrl: string
  /** How many processes of each service; 1 unless given, 0 for none. */
  workers?: Partial<Record<FleetService, number>>
  env?: Record<string, string>
}

/** This file runs from its source (vitest) and from tests/dist (benchmarks). */
const root = join(import.meta.dirname, import.meta.filename.endsWith('.ts') ? '../..' : '../../..')

/**
 * Weir as it runs on several machines: every service is a number of processes of its own, none knows of another, and they
 * meet only in the engines. ClickHouse is the embedded server, run apart as an `http://` endpoint.
 */
export async function startFleet({ logUrl, stateUrl, workers = {}, env = {} }: FleetOptions) {
  const dir = await mkdtemp(join(tmpdir(), 'weir-fleet-'))
  const secrets = await ensureSecrets(dir)
  const members = fleetServices.flatMap(service =>
    Array.from({ length: workers[service] ?? 1 }, (_, at) => ({ service, name: `${service}-${at + 1}` })),
  )
  const ports = await freePorts(members.length + 1)
  const portOf = new Map(members.map(({ name }, at) => [name, ports[at]!]))
  const clickhousePort = ports.at(-1)!
  const url = (name: string) => `http://127.0.0.1:${portOf.get(name)}`
  const password = clickhouseServicePassword(secrets)
  const clickhouseUrl = `http://127.0.0.1:${clickhousePort}`

  const state = await openStateStore({ url: stateUrl })
  await registerHmac(state, secrets)
  const urls = { ingestUrl: url('ingest-1'), queryUrl: url('query-1'), clickhouseUrl }
  const credentials: CredentialsFile = await ensureFirstStart({ dataDir: dir, state, secrets, urls })
  await state.close()

  const shared = {
    WEIR_LOG_FORMAT: 'json',
    WEIR_LOG_LEVEL: 'warn',
    WEIR_SECRETS_DIR: join(dir, 'secrets'),
    WEIR_LOG_URL: logUrl,
    WEIR_STATE_URL: stateUrl,
    WEIR_CLICKHOUSE_URL: clickhouseUrl,
    WEIR_CLICKHOUSE_PASSWORD: password,
    ...(portOf.has('identity-1') && { WEIR_IDENTITY_URL: url('identity-1') }),
    ...(portOf.has('ingest-1') && { WEIR_INGEST_URL: url('ingest-1') }),
    ...(portOf.has('alerts-1') && { WEIR_ALERTS_URL: url('alerts-1') }),
    ...(portOf.has('query-1') && { WEIR_PUBLIC_URL: url('query-1') }),
    ...env,
  }
  const clickhouse = startWorker({
    name: 'clickhouse',
    script: embeddedProcess.main,
    probe: `${clickhouseUrl}/ping`,
    env: {
      ...embeddedProcess.env,
      WEIR_DATA_DIR: dir,
      WEIR_CLICKHOUSE_PORT: String(clickhousePort),
      WEIR_CLICKHOUSE_PASSWORD: password,
    },
  })
  const services = members.map(({ service, name }) =>
    startWorker({
      name,
      script: join(root, `dist/${service}.js`),
      probe: `${url(name)}/readyz`,
      env: {
        ...shared,
        WEIR_DATA_DIR: join(dir, name),
        [`WEIR_${service.toUpperCase()}_PORT`]: String(portOf.get(name)),
      },
    }),
  )
  const all: readonly Worker[] = [clickhouse, ...services]
  const output = () => all.map(worker => worker.output()).join('')

  async function stop(): Promise<void> {
    // As the data flows: what was accepted is carried on by whoever is left.
    for (const service of fleetServices) {
      await Promise.all(services.filter(({ name }) => name.startsWith(service)).map(worker => worker.stop()))
    }
    await clickhouse.stop()
  }

  const fleet = {
    clickhouseProcess: clickhouse,
    /** Every process of these services, or of all. */
    workers: (...of: readonly FleetService[]): readonly Worker[] =>
      of.length === 0 ? services : services.filter(({ name }) => of.some(service => name.startsWith(`${service}-`))),
    /** Of `ingest-1`, and so on. */
    url,
    credentials: async () => credentials,
    clickhouse: (): ClickHouse => createClickHouse({ url: clickhouseUrl, user: 'weir', password, timeoutMs: 120_000 }),
    /** What the processes said last, for a test that fails. */
    output,
    stop,
    async dispose(): Promise<void> {
      await stop()
      await rm(dir, { recursive: true, force: true })
    },
  }
  try {
    await Promise.all(all.map(worker => worker.ready()))
    return fleet
  } catch (error) {
    await fleet.dispose()
    throw error
  }
}

export type Fleet = Awaited<ReturnType<typeof startFleet>>
