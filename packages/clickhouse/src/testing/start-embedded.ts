import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ShardedClickHouse } from '../clickhouse.ts'
import type { ClickHouseOptions } from '../create-clickhouse.ts'
import { type EmbeddedProcess, startEmbeddedClickHouse } from '../embedded/launch.ts'
import { migrate } from '../migrations/migrate.ts'
import { readMigrations } from '../migrations/read.ts'
import { openClickHouse } from '../shards/open-clickhouse.ts'

/** The tables and views of Weir, as they are shipped. */
export const schemaDirectory = fileURLToPath(new URL('../../../../schemas/clickhouse', import.meta.url))

export interface TestClickHouse {
  readonly url: string
  readonly dataDir: string
  readonly user: string
  readonly password: string
  readonly biPassword: string
  /** A client of the service user. */
  readonly clickhouse: ShardedClickHouse
  /** Another one, perhaps through a proxy, or as `bi`. Closed with the server. */
  connect(options?: Partial<ClickHouseOptions>): ShardedClickHouse
  /** SIGKILL: nothing is flushed, nothing said. */
  kill(): Promise<void>
  /** On the same data and port again. */
  restart(): Promise<void>
  /** Ends the server and removes its data. */
  stop(): Promise<void>
}

/** An embedded ClickHouse of its own on a free port, in a directory that goes with it. */
export async function startEmbedded({ migrated = true, tenant = 'demo' } = {}): Promise<TestClickHouse> {
  const dataDir = mkdtempSync(join(tmpdir(), 'weir-clickhouse-'))
  const password = 'service-user-of-tests'
  const biPassword = 'bi-user-of-tests'
  const clients: ShardedClickHouse[] = []
  const env = {
    WEIR_DATA_DIR: dataDir,
    WEIR_CLICKHOUSE_PORT: '0',
    WEIR_CLICKHOUSE_PASSWORD: password,
    WEIR_CLICKHOUSE_BI_PASSWORD: biPassword,
    WEIR_CLICKHOUSE_BI_TENANT: tenant,
    WEIR_CLICKHOUSE_MEMORY_MB: '2048',
    WEIR_LOG_LEVEL: 'warn',
    WEIR_LOG_FORMAT: 'json',
  }
  let server: EmbeddedProcess = await startEmbeddedClickHouse(env)
  const { url } = server
  const connect = (options: Partial<ClickHouseOptions> = {}) => {
    const client = openClickHouse({ url, user: 'weir', password, ...options })
    clients.push(client)
    return client
  }
  const clickhouse = connect()
  if (migrated) await migrate(clickhouse, await readMigrations(schemaDirectory), run => run())
  return {
    url,
    dataDir,
    user: 'weir',
    password,
    biPassword,
    clickhouse,
    connect,
    async kill() {
      const gone = once(server.process, 'exit')
      server.process.kill('SIGKILL')
      await gone
    },
    async restart() {
      await server.stop()
      server = await startEmbeddedClickHouse({ ...env, WEIR_CLICKHOUSE_PORT: new URL(url).port })
    },
    async stop() {
      await Promise.all(clients.map(client => client.close()))
      await server.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
