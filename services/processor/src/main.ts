import { fileURLToPath } from 'node:url'
import { createClickHouseFromEnv, migrate, readMigrations } from '@weir/clickhouse'
import { loadConfig } from '@weir/config'
import { clickhouseServicePassword, internalToken, readSecrets, registerHmac, secretsDir } from '@weir/credentials'
import { eventLogOptions, openEventLog, topics } from '@weir/event-log'
import { buildApp, httpServer } from '@weir/http'
import { component, createReadiness, retrying, runMain, runService } from '@weir/lifecycle'
import {
  createLeases,
  createPositions,
  ensureLogGeneration,
  openStateStore,
  processHolder,
  stateUrl,
} from '@weir/state-store'
import { createLogger, createMetrics } from '@weir/telemetry'
import { configSchema } from './config.ts'
import { lagRoute } from './lag.ts'
import { pinDefinitions, readMetricFiles } from './metrics/definitions.ts'
import { createMetricViews } from './metrics/views.ts'
import { createStages } from './stages.ts'

const schemas = fileURLToPath(new URL('../../../schemas', import.meta.url))

await runMain('processor', async () => {
  const config = loadConfig(configSchema, process.env)
  const logger = createLogger({ service: 'processor', level: config.WEIR_LOG_LEVEL, format: config.WEIR_LOG_FORMAT })
  const metrics = createMetrics('processor')
  const readiness = createReadiness(['log', 'state', 'clickhouse', 'stages', 'http'])
  const secrets = await readSecrets(config.WEIR_DATA_DIR, secretsDir(config))

  const state = await openStateStore({ url: stateUrl(config) })
  await registerHmac(state, secrets)
  const log = await openEventLog({
    ...eventLogOptions(config),
    onError: (err, doing) => logger.warn({ err }, `the event log will try again: ${doing}`),
  })
  await ensureLogGeneration(state, (await log.bounds(topics.accepted)).generation)
  readiness.set('state', { ok: true })
  readiness.set('log', { ok: true })

  const clickhouse = createClickHouseFromEnv(config, { password: clickhouseServicePassword(secrets) })
  const leases = createLeases(state)
  const holder = processHolder('processor')
  const app = buildApp({ service: 'processor', log: logger, metrics, readiness })
  lagRoute(app, { log, token: internalToken(secrets) })

  const stopping = new AbortController()
  let stages: Awaited<ReturnType<typeof createStages>> | undefined
  const work = {
    /** Does not wait for ClickHouse: until it answers, readiness says so and nothing is read. */
    start() {
      void run().catch(error => {
        if (stopping.signal.aborted) return
        readiness.set('stages', { ok: false, reason: (error as Error).message })
        logger.fatal({ err: error }, 'the processor cannot work')
      })
    },
    async stop() {
      stopping.abort()
      await stages?.stop()
    },
  }

  async function run(): Promise<void> {
    const waiting = {
      signal: stopping.signal,
      onWait: (error: Error) => readiness.set('clickhouse', { ok: false, reason: error.message }),
    }
    const files = await readMigrations(`${schemas}/clickhouse`)
    await retrying(() => clickhouse.ping(), waiting)
    const lease = await leases.acquire('migrations', { holder, ttlMs: 10_000, signal: stopping.signal })
    await retrying(() => migrate(clickhouse, files, run => run()), waiting).finally(() => lease.release())
    const definitions = await pinDefinitions(state, await readMetricFiles(`${schemas}/metrics`))
    await retrying(() => createMetricViews(clickhouse, definitions.metrics), waiting)
    readiness.set('clickhouse', { ok: true })
    stages = await createStages({
      log, state, clickhouse, readiness, logger, metrics, secrets, definitions, leases, holder,
      positions: createPositions(state),
    }) // biome-ignore format: the parts
    readiness.set('stages', { ok: true })
    if (stopping.signal.aborted) await stages.stop()
  }

  await runService(
    [
      component('state', state),
      component('log', log),
      component('clickhouse', clickhouse),
      component('stages', work),
      httpServer(app, {
        host: config.WEIR_HOST,
        port: config.WEIR_PROCESSOR_PORT,
        drainMs: config.WEIR_DRAIN_MS,
        readiness,
        portVariable: 'WEIR_PROCESSOR_PORT',
      }),
    ],
    { log: logger, stopTimeoutMs: config.WEIR_STOP_TIMEOUT_MS },
  )
})
