import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ClickHouse, createClickHouse, migrate, readMigrations, startEmbeddedClickHouse } from '@weir/clickhouse'

export interface TestClickHouse {
  clickhouse: ClickHouse
  stop(): Promise<void>
}

/** An embedded ClickHouse of its own with Weir's tables, gone with its directory when it is stopped. */
export async function openTestClickHouse(): Promise<TestClickHouse> {
  const directory = await mkdtemp(join(tmpdir(), 'weir-query-'))
  const password = randomBytes(16).toString('hex')
  const server = await startEmbeddedClickHouse({
    WEIR_DATA_DIR: directory,
    WEIR_CLICKHOUSE_PORT: '0',
    WEIR_CLICKHOUSE_PASSWORD: password,
  })
  const clickhouse = createClickHouse({ url: server.url, user: 'weir', password })
  const files = await readMigrations(fileURLToPath(new URL('../../../schemas/clickhouse', import.meta.url)))
  await migrate(clickhouse, files, run => run())
  return {
    clickhouse,
    async stop() {
      await clickhouse.close()
      await server.stop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
