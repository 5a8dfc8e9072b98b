import { readFile } from 'node:fs/promises'
import { createClickHouseFromEnv } from '@weir/clickhouse'
import { loadConfig } from '@weir/config'
import { clickhouseServicePassword, internalToken, readSecrets, registerHmac, secretsDir } from '@weir/credentials'
import { eventLogOptions, logHooks, openEventLog, topics } from '@weir/event-log'
import { buildApp, httpServer, openPatiently } from '@weir/http'
import { parsePolicy } from '@weir/identity-rules'
import { component, createReadiness, runMain, runService } from '@weir/lifecycle'
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
import { lookupRoute } from './lookup-route.ts'
import { createIdentityMetrics } from './metrics.ts'
import { openIdentityStore } from './store/open-identity-store.ts'
import { createIdentityWork } from './work/identity-work.ts'

const policyFile = new URL('../../../schemas/identity/policy.yaml', import.meta.url)

await runMain('identity', async () => {
  const config = loadConfig(configSchema, process.env)
  const policy = parsePolicy(await readFile(policyFile, 'utf8'))
  const logger = createLogger({ service: 'identity', level: config.WEIR_LOG_LEVEL, format: config.WEIR_LOG_FORMAT })
  const metrics = createMetrics('identity')
  const readiness = createReadiness(['identity-state', 'http'])
  const secrets = await readSecrets(config.WEIR_DATA_DIR, secretsDir(config))

  const place = {
    host: config.WEIR_HOST,
    port: config.WEIR_IDENTITY_PORT,
    portVariable: 'WEIR_IDENTITY_PORT',
    readiness,
  }
  const { state, store, log } = await openPatiently({ ...place, metrics, log: logger }, async insist => {
    const state = await insist('state', () => openStateStore({ url: stateUrl(config) }))
    await insist('state', () => registerHmac(state, secrets))
    const store = await insist('state', () => openIdentityStore(stateUrl(config)))
    const log = await insist('log', () => openEventLog({ ...eventLogOptions(config), ...logHooks(logger) }))
    await insist('log', async () => ensureLogGeneration(state, (await log.bounds(topics.accepted)).generation))
    return { state, store, log }
  })
  const clickhouse = createClickHouseFromEnv(config, { password: clickhouseServicePassword(secrets) })

  const work = createIdentityWork({
    ...{ log, store, clickhouse, secrets, policy, readiness, logger },
    positions: createPositions(state),
    leases: createLeases(state),
    metrics: createIdentityMetrics(metrics, { log, store }),
    holder: processHolder('identity'),
    cacheEntries: config.WEIR_IDENTITY_CACHE_ENTRIES,
  })
  const app = buildApp({ service: 'identity', log: logger, metrics, readiness })
  lookupRoute(app, { store, token: internalToken(secrets) })

  await runService(
    [
      component('state', state),
      component('identity-store', store),
      component('log', log),
      component('clickhouse', clickhouse),
      component('identity', work),
      httpServer(app, { ...place, drainMs: config.WEIR_DRAIN_MS }),
    ],
    { log: logger, stopTimeoutMs: config.WEIR_STOP_TIMEOUT_MS },
  )
})
