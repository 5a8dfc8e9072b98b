import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createClickHouseFromEnv } from '@weir/clickhouse'
import { loadConfig } from '@weir/config'
import {
  clickhouseServicePassword,
  createCredentials,
  createLoginTokens,
  createPlanViolations,
  internalToken,
  readSecrets,
  registerHmac,
  secretsDir,
} from '@weir/credentials'
import { eventLogOptions, logHooks, openEventLog, topics } from '@weir/event-log'
import { httpServer, openPatiently } from '@weir/http'
import { parsePolicy } from '@weir/identity-rules'
import { component, createReadiness, runMain, runService } from '@weir/lifecycle'
import { ensureLogGeneration, openStateStore, stateUrl } from '@weir/state-store'
import { createLogger, createMetrics } from '@weir/telemetry'
import { buildQueryApp } from './app.ts'
import { configSchema } from './config.ts'
import { watchEngines } from './engines.ts'
import { readDictionary } from './metrics/dictionary.ts'

const shippedSchemas = fileURLToPath(new URL('../../../schemas', import.meta.url))

await runMain('query', async () => {
  const config = loadConfig(configSchema, process.env)
  const log = createLogger({ service: 'query', level: config.WEIR_LOG_LEVEL, format: config.WEIR_LOG_FORMAT })
  const readiness = createReadiness(['state', 'log', 'clickhouse', 'http'])
  const schemas = config.WEIR_SCHEMAS_DIR ?? shippedSchemas
  const [secrets, dictionary, policyText] = await Promise.all([
    readSecrets(config.WEIR_DATA_DIR, secretsDir(config)),
    readDictionary(join(schemas, 'metrics')),
    readFile(join(schemas, 'identity', 'policy.yaml'), 'utf8'),
  ])
  const metrics = createMetrics('query')
  const place = { host: config.WEIR_HOST, port: config.WEIR_QUERY_PORT, portVariable: 'WEIR_QUERY_PORT', readiness }
  const { state, eventLog } = await openPatiently({ ...place, metrics, log }, async insist => {
    const state = await insist('state', () => openStateStore({ url: stateUrl(config) }))
    await insist('state', () => registerHmac(state, secrets))
    const eventLog = await insist('log', () => openEventLog({ ...eventLogOptions(config), ...logHooks(log) }))
    await insist('log', async () => ensureLogGeneration(state, (await eventLog.bounds(topics.accepted)).generation))
    return { state, eventLog }
  })
  const clickhouse = createClickHouseFromEnv(config, { password: clickhouseServicePassword(secrets) })

  const app = buildQueryApp({
    log,
    metrics,
    readiness,
    clickhouse,
    eventLog,
    credentials: createCredentials(state),
    logins: createLoginTokens(state),
    planViolations: createPlanViolations(state),
    secrets,
    dictionary,
    policy: parsePolicy(policyText),
    internalToken: internalToken(secrets),
    identityUrl: config.WEIR_IDENTITY_URL,
    alertsUrl: config.WEIR_ALERTS_URL,
    ingestUrl: config.WEIR_INGEST_URL,
    publicUrl: () => config.WEIR_PUBLIC_URL?.replace(/\/$/, '') ?? server.url,
  })
  const server = httpServer(app, { ...place, drainMs: config.WEIR_DRAIN_MS })
  await runService(
    [
      component('state', state),
      component('log', eventLog),
      component('clickhouse', clickhouse),
      component('engines', watchEngines({ clickhouse, state, eventLog, readiness })),
      server,
    ],
    { log, stopTimeoutMs: config.WEIR_STOP_TIMEOUT_MS },
  )
})
