import { readFile } from 'node:fs/promises'
import { loadConfig } from '@weir/config'
import { createCredentials, readSecrets, secretsDir } from '@weir/credentials'
import { eventLogOptions, openEventLog } from '@weir/event-log'
import { httpServer } from '@weir/http'
import { parsePolicy } from '@weir/identity-rules'
import { component, createReadiness, runMain, runService } from '@weir/lifecycle'
import { openStateStore, stateUrl } from '@weir/state-store'
import { createLogger, createMetrics } from '@weir/telemetry'
import { buildIngest } from './app.ts'
import { configSchema } from './config.ts'
import { createEngines } from './engines.ts'

const policyFile = new URL('../../../schemas/identity/policy.yaml', import.meta.url)

await runMain('ingest', async () => {
  const config = loadConfig(configSchema, process.env)
  const logger = createLogger({ service: 'ingest', level: config.WEIR_LOG_LEVEL, format: config.WEIR_LOG_FORMAT })
  const readiness = createReadiness(['log', 'state'])
  const secrets = await readSecrets(config.WEIR_DATA_DIR, secretsDir(config))
  const policy = parsePolicy(await readFile(policyFile, 'utf8'))
  const log = await openEventLog(eventLogOptions(config))
  const state = await openStateStore({ url: stateUrl(config) })
  const engines = createEngines({ log, state, secrets, readiness, logger })
  const { app, flush } = buildIngest({
    log,
    credentials: createCredentials(state),
    engines,
    secrets,
    policy,
    logger,
    metrics: createMetrics('ingest'),
    readiness,
    publicUrl: config.WEIR_PUBLIC_URL ?? `http://127.0.0.1:${config.WEIR_QUERY_PORT}`,
    lingerMs: config.WEIR_INGEST_LINGER_MS,
    durableTimeoutMs: config.WEIR_INGEST_DURABLE_TIMEOUT_MS,
    maxInFlightBytes: config.WEIR_INGEST_MAX_IN_FLIGHT_BYTES,
  })
  await runService(
    [
      component('event-log', log),
      component('state-store', state),
      component('engines', engines),
      component('gatherer', { stop: flush }),
      httpServer(app, {
        host: config.WEIR_HOST,
        port: config.WEIR_INGEST_PORT,
        drainMs: config.WEIR_DRAIN_MS,
        readiness,
        portVariable: 'WEIR_INGEST_PORT',
      }),
    ],
    { log: logger, stopTimeoutMs: config.WEIR_STOP_TIMEOUT_MS },
  )
})
