import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { loadConfig } from '@weir/config'
import {
  createCredentials,
  createPlanViolations,
  createSourceStore,
  internalToken,
  readSecrets,
  secretsDir,
} from '@weir/credentials'
import { eventLogOptions, logHooks, openEventLog } from '@weir/event-log'
import { httpServer, openPatiently } from '@weir/http'
import { parsePolicy } from '@weir/identity-rules'
import { component, createReadiness, runMain, runService } from '@weir/lifecycle'
import { openStateStore, stateUrl } from '@weir/state-store'
import { createLogger, createMetrics } from '@weir/telemetry'
import { buildIngest } from './app.ts'
import { configSchema } from './config.ts'
import { createEngines } from './engines.ts'
import { readPlans } from './plan/read-plans.ts'
import { createViolationSummary } from './plan/violation-summary.ts'
import { createSources, readSourcesFile } from './sources/sources.ts'
import { readMappings } from './webhooks/mapping/read-mappings.ts'

const planFiles = new URL('../../../schemas/sources/', import.meta.url)
const mappingFiles = new URL('providers/', planFiles)
const policyFile = new URL('../../../schemas/identity/policy.yaml', import.meta.url)

await runMain('ingest', async () => {
  const config = loadConfig(configSchema, process.env)
  const logger = createLogger({ service: 'ingest', level: config.WEIR_LOG_LEVEL, format: config.WEIR_LOG_FORMAT })
  const readiness = createReadiness(['log', 'state'])
  const secrets = await readSecrets(config.WEIR_DATA_DIR, secretsDir(config))
  const policy = parsePolicy(await readFile(policyFile, 'utf8'))
  const file = config.WEIR_SOURCES_FILE === undefined ? undefined : await readSourcesFile(config.WEIR_SOURCES_FILE)
  const mappings = await readMappings(mappingFiles)
  const plans = await readPlans(config.WEIR_PLANS_DIR ?? fileURLToPath(planFiles))
  const metrics = createMetrics('ingest')
  const place = { host: config.WEIR_HOST, port: config.WEIR_INGEST_PORT, portVariable: 'WEIR_INGEST_PORT', readiness }
  const { log, state } = await openPatiently({ ...place, metrics, log: logger }, async insist => ({
    log: await insist('log', () => openEventLog({ ...eventLogOptions(config), ...logHooks(logger) })),
    state: await insist('state', () => openStateStore({ url: stateUrl(config) })),
  }))
  const violations = createViolationSummary({ violations: createPlanViolations(state), logger })
  const engines = createEngines({ log, state, secrets, readiness, logger })
  const { app, flush } = buildIngest({
    log,
    credentials: createCredentials(state),
    sources: createSources(createSourceStore(state, secrets), file),
    mappings,
    plans,
    violations,
    engines,
    secrets,
    internalToken: internalToken(secrets),
    policy,
    logger,
    metrics,
    readiness,
    publicUrl: config.WEIR_PUBLIC_URL ?? `http://127.0.0.1:${config.WEIR_QUERY_PORT}`,
    lingerMs: config.WEIR_INGEST_LINGER_MS,
    durableTimeoutMs: config.WEIR_INGEST_DURABLE_TIMEOUT_MS,
    eventsPerSecond: config.WEIR_INGEST_EVENTS_PER_SECOND,
    maxInFlightBytes: config.WEIR_INGEST_MAX_IN_FLIGHT_BYTES,
  })
  await runService(
    [
      component('event-log', log),
      component('state-store', state),
      component('engines', engines),
      component('plan-violations', violations),
      component('gatherer', { stop: flush }),
      httpServer(app, { ...place, drainMs: config.WEIR_DRAIN_MS }),
    ],
    { log: logger, stopTimeoutMs: config.WEIR_STOP_TIMEOUT_MS },
  )
})
