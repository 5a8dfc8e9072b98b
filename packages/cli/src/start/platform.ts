import { join } from 'node:path'
import {
  biPassword, type CredentialsFile, clickhouseServicePassword, createLoginTokens, ensureFirstStart, ensureSecrets,
  registerHmac, secretsDir,
} from '@weir/credentials' // biome-ignore format: imports
import { WeirError } from '@weir/errors'
import { openStateStore, type StateStore, stateUrl } from '@weir/state-store'
import { announcement } from './announce.ts'
import { type SupervisedChild, superviseChild } from './child.ts'
import type { StartConfig } from './config.ts'
import { takeDataDir } from './data-dir.ts'
import { logFile } from './log-files.ts'
import { freePort, type Ports, portVariable, type ServiceName, services } from './ports.ts'
import { untilReady } from './ready.ts'
import { processTree, runsClickHouse } from './tree.ts'

export interface Platform {
  credentials: CredentialsFile
  ports: Ports
  startupMs: number
  children: readonly SupervisedChild[]
  loginToken(): Promise<string>
  /** Ingest first, ClickHouse last: what was accepted is still carried on by whoever is left. */
  stop(): Promise<void>
}

export interface PlatformOptions {
  config: StartConfig
  env: Record<string, string | undefined>
  /** One line for people. */
  say(line: string): void
  /** A child refused to start again; the platform cannot work. */
  refused(service: string): void
  signal: AbortSignal
}

/** Starts the embedded engines and all services as one supervised tree; resolves when every one is ready. */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { config, say, signal } = options
  const startedAt = Date.now()
  const dataDir = takeDataDir(config.WEIR_DATA_DIR)
  let state: StateStore | undefined
  const children: SupervisedChild[] = []
  let ready = false

  async function stop(): Promise<void> {
    for (const child of children) child.letGo()
    for (const child of children.toReversed()) await child.stop()
    await state?.close()
    dataDir.release()
  }

  try {
    const ports = await choosePorts(config)
    const secrets = await ensureSecrets(config.WEIR_DATA_DIR, secretsDir(config))
    state = await openStateStore({ url: stateUrl(config) })
    await registerHmac(state, secrets)
    const url = (service: ServiceName) => `http://127.0.0.1:${ports[service]}`
    const credentials = await ensureFirstStart({
      dataDir: config.WEIR_DATA_DIR,
      state,
      secrets,
      urls: {
        ingestUrl: url('ingest'),
        queryUrl: config.WEIR_PUBLIC_URL ?? url('query'),
        clickhouseUrl: runsClickHouse(config) ? url('clickhouse') : config.WEIR_CLICKHOUSE_URL!,
      },
    })
    const derived = {
      WEIR_CLICKHOUSE_PASSWORD: config.WEIR_CLICKHOUSE_PASSWORD ?? clickhouseServicePassword(secrets),
      WEIR_CLICKHOUSE_BI_PASSWORD: biPassword(secrets),
      WEIR_CLICKHOUSE_BI_TENANT: credentials.tenant,
    }
    const events = {
      line(name: string, text: string) {
        const line = announcement(name, text, ready)
        if (line) say(line)
      },
      died(name: string, { code, signal }: { code: number | null; signal: string | null }, restartInMs: number) {
        say(`${name.padEnd(10)} died (${signal ?? `exit code ${code}`}); starting it again in ${restartInMs} ms`)
      },
      refused: options.refused,
    }
    for (const spec of processTree(config, ports, options.env, derived)) {
      const child = superviseChild(spec, events, logFile(join(config.WEIR_DATA_DIR, 'logs'), spec.name))
      children.push(child)
      child.start()
    }
    await Promise.all(children.map(({ name }) => readyOf(name as ServiceName, ports, signal, say)))
    ready = true
    const logins = createLoginTokens(state)
    return {
      credentials,
      ports,
      startupMs: Date.now() - startedAt,
      children,
      loginToken: () => logins.issue(credentials.tenant),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

const readyOf = (name: ServiceName, ports: Ports, signal: AbortSignal, say: (line: string) => void) =>
  untilReady(`http://127.0.0.1:${ports[name]}${name === 'clickhouse' ? '/ping' : '/readyz'}`, signal, reason =>
    say(`${name.padEnd(10)} waiting: ${reason}`),
  )

async function choosePorts(config: StartConfig): Promise<Ports> {
  const chosen: Partial<Record<ServiceName, number>> = {}
  for (const service of services) {
    if (service === 'clickhouse' && !runsClickHouse(config)) {
      chosen.clickhouse = config.WEIR_CLICKHOUSE_PORT
      continue
    }
    const variable = portVariable(service)
    chosen[service] = await freePort(config.WEIR_HOST, config[variable as keyof StartConfig] as number, variable)
  }
  const numbers = Object.values(chosen)
  if (new Set(numbers).size === numbers.length) return chosen as Ports
  throw new WeirError('CONFIG_INVALID', `two services have the same port: ${numbers.join(', ')}`, {
    remedy: `Give each of ${services.map(portVariable).join(', ')} a port of its own.`,
  })
}
