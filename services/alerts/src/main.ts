import { fileURLToPath } from 'node:url'
import { createClickHouseFromEnv } from '@weir/clickhouse'
import { loadConfig } from '@weir/config'
import { clickhouseServicePassword, readSecrets, registerHmac, secretsDir } from '@weir/credentials'
import { eventLogOptions, logHooks, openEventLog, topics } from '@weir/event-log'
import { httpServer, openPatiently } from '@weir/http'
import { component, createReadiness, runMain, runService } from '@weir/lifecycle'
import { ensureLogGeneration, openStateStore, stateUrl } from '@weir/state-store'
import { createLogger, createMetrics } from '@weir/telemetry'
import { configSchema } from './config.ts'
import { isLoopback } from './outgoing/address.ts'
import { createAlerts } from './service.ts'
import { readShipped } from './shipped.ts'

const shippedSchemas = fileURLToPath(new URL('../../../schemas', import.meta.url))

await runMain('alerts', async () => {
  const config = loadConfig(configSchema, process.env)
  const logger = createLogger({ service: 'alerts', level: config.WEIR_LOG_LEVEL, format: config.WEIR_LOG_FORMAT })
  const readiness = createReadiness(['evaluator', 'http'])
  const shipped = await readShipped(config.WEIR_SCHEMAS_DIR ?? shippedSchemas)
  const secrets = await readSecrets(config.WEIR_DATA_DIR, secretsDir(config))
  const metrics = createMetrics('alerts')
  const place = { host: config.WEIR_HOST, port: config.WEIR_ALERTS_PORT, portVariable: 'WEIR_ALERTS_PORT', readiness }
  const { state, log } = await openPatiently({ ...place, metrics, log: logger }, async insist => {
    const state = await insist('state', () => openStateStore({ url: stateUrl(config) }))
    await insist('state', () => registerHmac(state, secrets))
    const log = await insist('log', () => openEventLog({ ...eventLogOptions(config), ...logHooks(logger) }))
    await insist('log', async () => ensureLogGeneration(state, (await log.bounds(topics.accepted)).generation))
    return { state, log }
  })
  const clickhouse = createClickHouseFromEnv(config, { password: clickhouseServicePassword(secrets) })

  const { app, components } = createAlerts({
    state, log, clickhouse, secrets, shipped, readiness, logger,
    telemetry: metrics,
    publicUrl: config.WEIR_PUBLIC_URL,
    timeZone: config.WEIR_ALERTS_TIMEZONE,
    allowHosts: config.WEIR_ALERTS_ALLOW_HOSTS,
    trustChannels: isLoopback(config.WEIR_HOST),
    lagToleranceMs: config.WEIR_ALERTS_LAG_TOLERANCE,
  }) // biome-ignore format: the parts
  const server = httpServer(app, { ...place, drainMs: config.WEIR_DRAIN_MS })
  await runService(
    [component('state', state), component('log', log), component('clickhouse', clickhouse), ...components, server],
    { log: logger, stopTimeoutMs: config.WEIR_STOP_TIMEOUT_MS },
  )
})
