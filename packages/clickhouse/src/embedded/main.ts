import { commonEnv, loadConfig } from '@weir/config'
import { lifecycleEnv, runMain, runService } from '@weir/lifecycle'
import { createLogger, telemetryEnv } from '@weir/telemetry'
import { z } from 'zod'
import { embeddedDirectory } from '../env.ts'
import { type EmbeddedServer, startEmbeddedServer } from './embedded-server.ts'
import { embeddedEnv } from './env.ts'
import { libuvThreads } from './tuning.ts'
import type { Account } from './users.ts'

const schema = z
  .object({
    ...commonEnv,
    ...telemetryEnv,
    ...lifecycleEnv,
    ...embeddedEnv,
    UV_THREADPOOL_SIZE: z.coerce.number().default(4),
  })
  .refine(config => embeddedDirectory(config) !== undefined, {
    error: 'names a server; this process is the embedded one',
    path: ['WEIR_CLICKHOUSE_URL'],
  })

// ClickHouse takes the machine's zone for its own when it is loaded; Weir speaks UTC.
process.env.TZ = 'UTC'

await runMain('clickhouse', async () => {
  const config = loadConfig(schema, process.env)
  const log = createLogger({ service: 'clickhouse', level: config.WEIR_LOG_LEVEL, format: config.WEIR_LOG_FORMAT })
  // Threads are counted before the first line of JavaScript runs, so only whoever starts this process can say how many.
  if (config.UV_THREADPOOL_SIZE < libuvThreads) {
    log.warn(
      `UV_THREADPOOL_SIZE is ${config.UV_THREADPOOL_SIZE}: with less than ${libuvThreads}, questions wait for each other`,
    )
  }
  const accounts: Account[] = [
    { user: { name: config.WEIR_CLICKHOUSE_USER, role: 'service' }, password: config.WEIR_CLICKHOUSE_PASSWORD },
  ]
  if (config.WEIR_CLICKHOUSE_BI_PASSWORD !== undefined) {
    const user = { name: 'bi', role: 'bi', tenant: config.WEIR_CLICKHOUSE_BI_TENANT } as const
    accounts.push({ user, password: config.WEIR_CLICKHOUSE_BI_PASSWORD })
  }
  let server: EmbeddedServer | undefined
  const clickhouse = {
    name: 'clickhouse',
    async start() {
      server = await startEmbeddedServer({
        directory: embeddedDirectory(config)!,
        host: config.WEIR_HOST,
        port: config.WEIR_CLICKHOUSE_PORT,
        accounts,
        log,
        biSeconds: config.WEIR_CLICKHOUSE_BI_MAX_SECONDS,
        graceMs: config.WEIR_STOP_TIMEOUT_MS / 2,
        ...(config.WEIR_CLICKHOUSE_MEMORY_MB ? { memoryBytes: config.WEIR_CLICKHOUSE_MEMORY_MB * (1 << 20) } : {}),
      })
      const ready = { event: 'ready', pid: process.pid, url: server.url }
      if (process.send) process.send(ready)
      else process.stdout.write(`${JSON.stringify(ready)}\n`)
    },
    stop: async () => server?.stop(),
  }
  await runService([clickhouse], { log, stopTimeoutMs: config.WEIR_STOP_TIMEOUT_MS })
})
