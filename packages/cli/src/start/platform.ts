import { join } from 'node:path'
import {
  biPassword, type CredentialsFile, clickhouseServicePassword, createCredentials, createLoginTokens, ensureSecrets,
  readSecrets, registerHmac, secretsDir,
} from '@weir/credentials' // biome-ignore format: imports
import { retrying } from '@weir/lifecycle'
import { openStateStore, type StateStore, stateUrl } from '@weir/state-store'
import type { Config } from '../config.ts'
import { announcement } from './announce.ts'
import { type ChildEvents, type SupervisedChild, superviseChild } from './child.ts'
import { choosePorts } from './choose-ports.ts'
import { takeDataDir } from './data-dir.ts'
import { firstStart } from './first-start.ts'
import { isDistributed } from './installation.ts'
import { logFile } from './log-files.ts'
import type { Ports, ServiceName } from './ports.ts'
import { type PublicUrls, publicUrls } from './public-urls.ts'
import { untilReady } from './ready.ts'
import { processTree } from './tree.ts'

export interface Platform {
  /** The keys of the first start; undefined where another tree of the installation has made them. */
  credentials: CredentialsFile | undefined
  /** What runs here, in the order in which it started. */
  services: readonly ServiceName[]
  /** Of what runs here. */
  ports: Partial<Ports>
  /** Of what runs here, for people and clients. */
  urls: PublicUrls
  startupMs: number
  children: readonly SupervisedChild[]
  /** For a link to the live page; undefined when there is no tenant yet. */
  loginToken(): Promise<string | undefined>
  /** Ingest first, ClickHouse last: what was accepted is still carried on by whoever is left. */
  stop(): Promise<void>
}

export interface PlatformOptions {
  config: Config
  services: readonly ServiceName[]
  env: Record<string, string | undefined>
  /** One line for people. */
  say(line: string): void
  /** A child refused to start again; the platform cannot work. */
  refused(service: string): void
  signal: AbortSignal
}

/** Starts services, and the embedded engine among them, as one supervised tree; resolves when every one is ready. */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { config, services, say, signal } = options
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
    const ports = await choosePorts(config, services)
    const portsHere = Object.fromEntries(services.map(name => [name, ports[name]]))
    dataDir.tell(portsHere)
    const secrets = await (isDistributed(config) ? readSecrets : ensureSecrets)(
      config.WEIR_DATA_DIR,
      secretsDir(config),
    )
    const insist = <T>(run: () => Promise<T>) =>
      unlessAborted(signal, retrying(run, { signal, onWait: waitTeller(say) }))
    const opened = await insist(() => openStateStore({ url: stateUrl(config) }))
    state = opened
    await insist(() => registerHmac(opened, secrets))
    const credentials = await insist(() =>
      firstStart({
        dataDir: config.WEIR_DATA_DIR,
        state: opened,
        secrets,
        urls: publicUrls(config, ports),
        shared: config.WEIR_STATE_URL !== undefined,
        facesPeople: services.includes('ingest') || services.includes('query'),
        signal,
      }),
    )
    const derived = {
      WEIR_CLICKHOUSE_PASSWORD: config.WEIR_CLICKHOUSE_PASSWORD ?? clickhouseServicePassword(secrets),
      WEIR_CLICKHOUSE_BI_PASSWORD: biPassword(secrets),
      ...(credentials && { WEIR_CLICKHOUSE_BI_TENANT: credentials.tenant }),
    }
    const events: ChildEvents = {
      line(name, text) {
        const line = announcement(name, text, ready)
        if (line) say(line)
      },
      died(name, { code, signal }, restartInMs) {
        say(`${name.padEnd(10)} died (${signal ?? `exit code ${code}`}); starting it again in ${restartInMs} ms`)
      },
      refused: options.refused,
    }
    for (const spec of processTree({ config, services, ports, env: options.env, derived })) {
      const child = superviseChild(spec, events, logFile(join(config.WEIR_DATA_DIR, 'logs'), spec.name))
      children.push(child)
      child.start()
    }
    await Promise.all(services.map(name => readyOf(name, ports, signal, say)))
    ready = true
    return {
      credentials,
      services,
      ports: portsHere,
      urls: publicUrls(config, ports, services),
      startupMs: Date.now() - startedAt,
      children,
      async loginToken() {
        const tenant = credentials?.tenant ?? (await createCredentials(opened).tenants())[0]?.name
        return tenant && createLoginTokens(opened).issue(tenant)
      },
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

/** Ctrl-C need not wait until an engine that does not answer is given up. */
async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  return Promise.race([work, aborted])
}

/** Says what is waited for: at once, and then no oftener than the longest wait. */
function waitTeller(say: (line: string) => void): (error: Error) => void {
  let toldAt = Number.NEGATIVE_INFINITY
  return error => {
    if (performance.now() - toldAt < 5_000) return
    toldAt = performance.now()
    say(`state      waiting: ${error.message}`)
  }
}
