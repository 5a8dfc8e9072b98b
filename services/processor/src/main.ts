import { fileURLToPath } from 'node:url'
import { createClickHouseFromEnv, readMigrations } from '@weir/clickhouse'
import { loadConfig } from '@weir/config'
import { clickhouseServicePassword, internalToken, readSecrets, registerHmac, secretsDir } from '@weir/credentials'
import { eventLogOptions, logHooks, openEventLog, topics } from '@weir/event-log'
import { buildApp, httpServer, openPatiently } from '@weir/http'
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
import { lagMetric, lagRoute } from './lag.ts'
import { pinDefinitions, readMetricFiles } from './metrics/definitions.ts'
import { prepareClickHouse } from './prepare.ts'
import { createStages } from './stages.ts'

const schemas = fileURLToPath(new URL('../../../schemas', import.meta.url))

await runMain('processor', async () => {
  const config = loadConfig(configSchema, process.env)
  const logger = createLogger({ service: 'processor', level: config.WEIR_LOG_LEVEL, format: config.WEIR_LOG_FORMAT })
  const metrics = createMetrics('processor')
  const readiness = createReadiness(['log', 'state', 'clickhouse', 'stages', 'http'])
  const secrets = await readSecrets(config.WEIR_DATA_DIR, secretsDir(config))

  const place = {
    host: config.WEIR_HOST,
    port: config.WEIR_PROCESSOR_PORT,
    portVariable: 'WEIR_PROCESSOR_PORT',
    readiness,
  }
  const { state, log } = await openPatiently({ ...place, metrics, log: logger }, async insist => {
    const state = await insist('state', () => openStateStore({ url: stateUrl(config) }))
    await insist('state', () => registerHmac(state, secrets))
    const log = await insist('log', () => openEventLog({ ...eventLogOptions(config), ...logHooks(logger) }))
    await insist('log', async () => ensureLogGeneration(state, (await log.bounds(topics.accepted)).generation))
    return { state, log }
  })

  const clickhouse = createClickHouseFromEnv(config, { password: clickhouseServicePassword(secrets) })
  const leases = createLeases(state)
  const holder = processHolder('processor')
  const app = buildApp({ service: 'processor', log: logger, metrics, readiness })
  lagMetric(metrics, log)
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
    const insist = async <T>(check: string, run: () => Promise<T>): Promise<T> => {
      const onWait = (error: Error) => readiness.set(check, { ok: false, reason: error.message })
      const value = await retrying(run, { signal: stopping.signal, onWait })
      readiness.set(check, { ok: true })
      return value
    }
    const files = await readMigrations(`${schemas}/clickhouse`)
    await insist('clickhouse', () => clickhouse.ping())
    const metricFiles = await readMetricFiles(`${schemas}/metrics`)
    const definitions = await insist('state', () => pinDefinitions(state, metricFiles))
    await insist('clickhouse', () =>
      prepareClickHouse({
        ...{ clickhouse, state, leases, holder, files, metrics: definitions.metrics, signal: stopping.signal },
        onWait: error => readiness.set('clickhouse', { ok: false, reason: error.message }),
      }),
    )
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
      httpServer(app, { ...place, drainMs: config.WEIR_DRAIN_MS }),
    ],
    { log: logger, stopTimeoutMs: config.WEIR_STOP_TIMEOUT_MS },
  )
})
