import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { WeirError } from '@weir/errors'
import type { Logger } from '@weir/telemetry'
import { createFilters } from './bi/filters.ts'
import { createGuard } from './bi/guard.ts'
import { createBodyReader } from './body.ts'
import { createDictionaries } from './dictionaries.ts'
import { type Engine, openEngine } from './engine.ts'
import type { EngineDefaults } from './profile.ts'
import { createQueries } from './queries.ts'
import { createHttpServer } from './server.ts'
import { defaultMemoryBytes, lanes, limitsOf, writeEngineConfig } from './tuning.ts'
import { type Account, createAuthentication } from './users.ts'

export interface EmbeddedOptions {
  directory: string
  host: string
  /** 0 takes a free one. */
  port: number
  accounts: readonly Account[]
  log: Logger
  /** What the engine may take altogether. */
  memoryBytes?: number
  /** Longest a question of bi may take; 60 unless given. */
  biSeconds?: number
  /** How long statements in flight may still run when the server stops. */
  graceMs?: number
}

export interface EmbeddedServer {
  readonly url: string
  /** Refuses new requests, lets statements in flight end, closes the directory. */
  stop(): Promise<void>
}

/**
 * A ClickHouse in this process, behind ClickHouse's HTTP protocol.
 * @throws WeirError DATA_DIR_IN_USE, PORT_IN_USE
 */
export async function startEmbeddedServer(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const { directory, host, port, accounts, log, memoryBytes = defaultMemoryBytes(), graceMs = 5_000 } = options
  const configPath = join(directory, 'weir-engine.xml')
  writeEngineConfig(configPath, memoryBytes)
  const engine = openEngine(directory, [`--config-file=${configPath}`])
  const dictionaries = createDictionaries(engine, log)
  await dictionaries.start()
  const [version = '', timezone = ''] = (await engine.ask('SELECT version(), timezone()')).trim().split('\t')
  const queries = createQueries({
    engine,
    guard: await createGuard(engine),
    filters: createFilters(engine),
    dictionaries,
    limits: limitsOf(memoryBytes, options.biSeconds),
    defaults: await readDefaults(engine),
    lanes,
  })
  const server = createHttpServer({
    identity: { displayName: hostname(), timezone, version },
    authenticate: createAuthentication(accounts),
    readBody: createBodyReader({ bodyBytes: 256 << 20, allBodiesBytes: 512 << 20 }),
    queries,
    onFailure: error => log.error({ err: error }, 'a request failed unexpectedly'),
  })
  try {
    await listen(server, host, port)
  } catch (error) {
    await engine.close(0)
    throw error
  }
  const bound = (server.address() as AddressInfo).port
  log.info({ directory, port: bound, version }, 'ClickHouse is open')
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    async stop() {
      const closed = new Promise(resolve => server.close(resolve))
      server.closeIdleConnections()
      await dictionaries.stop()
      await engine.close(graceMs)
      server.closeIdleConnections()
      setTimeout(() => server.closeAllConnections(), 500).unref()
      await closed
    },
  }
}

async function readDefaults(engine: Engine): Promise<EngineDefaults> {
  const lines = (await engine.ask('SELECT name, value FROM system.settings')).trimEnd().split('\n')
  return new Map(lines.map(line => line.split('\t')).map(([name = '', value = '']) => [name, value]))
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'EADDRINUSE') return reject(cause)
      const remedy = 'stop what listens there, or set WEIR_CLICKHOUSE_PORT (0 takes a free one)'
      reject(new WeirError('PORT_IN_USE', `port ${port} on ${host} is in use`, { cause, remedy }))
    })
    server.listen(port, host, resolve)
  })
}
