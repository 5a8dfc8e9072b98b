import cookie from '@fastify/cookie'
import type { ClickHouse } from '@weir/clickhouse'
import type { Credentials, LoginTokens, PlanViolations } from '@weir/credentials'
import type { EventLog } from '@weir/event-log'
import { type App, buildApp } from '@weir/http'
import { createKeyRules, type Policy } from '@weir/identity-rules'
import type { Readiness } from '@weir/lifecycle'
import { createKeyHasher, type Secrets } from '@weir/privacy'
import type { Logger, Metrics } from '@weir/telemetry'
import { episodeRoutes } from './alerts/episode-routes.ts'
import { createReadAlerts } from './alerts/firing.ts'
import { alertsProxy } from './alerts/proxy.ts'
import { createReadEpisode } from './alerts/read-episode.ts'
import { deadLetterPageRoutes } from './dead-letters/page-routes.ts'
import { createReplay } from './dead-letters/replay.ts'
import { createAskIngest } from './dead-letters/replay-client.ts'
import { replayRoute } from './dead-letters/replay-route.ts'
import { deadLetterRoutes } from './dead-letters/routes.ts'
import { createDebugging } from './debugger/debugging.ts'
import { debuggerRoutes } from './debugger/routes.ts'
import { ledgerRoutes } from './ledger/routes.ts'
import { createLagClock } from './live/lag-clock.ts'
import { createReadLive } from './live/read-live.ts'
import { liveRoutes } from './live/routes.ts'
import { createLive } from './live/viewing.ts'
import type { Dictionary } from './metrics/dictionary.ts'
import { createReadMetric } from './metrics/read-metric.ts'
import { metricRoutes } from './metrics/routes.ts'
import { answerFailures } from './pages/failures.ts'
import { pageRoutes } from './pages/routes.ts'
import { planViolationRoutes } from './plan-violations/routes.ts'
import { createIdentityLookup } from './profiles/identity-client.ts'
import { peoplePageRoutes } from './profiles/page-routes.ts'
import { createReadProfile } from './profiles/read-profile.ts'
import { profileRoutes } from './profiles/routes.ts'
import { createAudit } from './receipts/audit.ts'
import { receiptRoutes } from './receipts/routes.ts'
import { createAccess } from './sign-in/access.ts'
import { signInRoutes } from './sign-in/routes.ts'

export interface QueryDeps {
  log: Logger
  metrics: Metrics
  readiness: Readiness
  clickhouse: ClickHouse
  eventLog: EventLog
  credentials: Credentials
  logins: LoginTokens
  planViolations: Pick<PlanViolations, 'list'>
  secrets: Secrets
  dictionary: Dictionary
  policy: Policy
  /** Bearer token of calls between services. */
  internalToken: string
  identityUrl: string
  alertsUrl: string
  ingestUrl: string
  /** URL under which people reach this service; asked when a link is made, as a free port is known only then. */
  publicUrl: () => string
  /** Another build of the console than the one in its package. */
  consoleDirectory?: string
  now?: () => number
}

/** Everything the query service answers. Routes are plugins, so that the documents see all of them. */
export function buildQueryApp(deps: QueryDeps): App {
  const { clickhouse, eventLog, secrets, dictionary, policy, internalToken, now = Date.now } = deps
  const app = buildApp({ service: 'query', ...deps, openapi: { title: 'Weir query', version: '1', description } })
  const access = createAccess(deps.logins)
  const readMetric = createReadMetric(clickhouse, now)
  const readProfile = createReadProfile({
    clickhouse,
    rules: createKeyRules(policy),
    hashKey: createKeyHasher(secrets, { cacheEntries: 1_000 }),
    lookUp: createIdentityLookup({ url: deps.identityUrl, token: internalToken }),
    secrets,
    now,
  })
  const readAlerts = createReadAlerts({ url: deps.alertsUrl, token: internalToken })
  const readLive = createReadLive({
    dictionary,
    readMetric,
    clickhouse,
    readAlerts,
    lag: createLagClock(eventLog, now),
    log: deps.log,
    now,
  })
  const live = createLive({ read: readLive, log: deps.log, now })
  deps.metrics.gauge({
    name: 'weir_live_viewers',
    help: 'Open live pages.',
    collect: gauge => gauge.set(live.viewers()),
  })
  const debugging = createDebugging({ log: eventLog, secrets, logger: deps.log, now })
  deps.metrics.gauge({
    name: 'weir_debugger_viewers',
    help: 'Open pages of the live debugger.',
    collect: gauge => gauge.set(debugging.viewers()),
  })

  const audit = createAudit(deps.log)
  const askIngest = createAskIngest({ url: deps.ingestUrl, token: internalToken })

  app.register(cookie)
  app.register(async (routes: App) => {
    answerFailures(routes, access)
    metricRoutes(routes, { access, dictionary, readMetric, now })
    profileRoutes(routes, { access, readProfile })
    peoplePageRoutes(routes, { access, readProfile, policy })
    receiptRoutes(routes, { access, audit, clickhouse, log: eventLog, secrets, sources: sourcesOf(deps.credentials) })
    deadLetterRoutes(routes, { access, clickhouse, secrets, audit, now })
    replayRoute(routes, { access, audit, replay: createReplay({ clickhouse, askIngest, now }) })
    deadLetterPageRoutes(routes, { access, clickhouse, now })
    planViolationRoutes(routes, { access, planViolations: deps.planViolations })
    ledgerRoutes(routes, { access, clickhouse, now })
    liveRoutes(routes, { access, live })
    debuggerRoutes(routes, { access, debugging })
    episodeRoutes(routes, {
      access,
      dictionary,
      readMetric,
      now,
      readEpisode: createReadEpisode({ url: deps.alertsUrl, token: internalToken }),
    })
    alertsProxy(routes, { access, url: deps.alertsUrl, token: internalToken })
    signInRoutes(routes, { access, logins: deps.logins, publicUrl: deps.publicUrl })
    pageRoutes(routes, access, deps.consoleDirectory)
  })
  return app
}

const description =
  'Metrics, people, receipts and the ledger of Weir. Authenticate with an API key as a Bearer token; every answer is about its tenant alone.'

const sourcesOf = (credentials: Credentials) => async (tenant: string) => {
  const sources = await credentials.sources(tenant)
  return sources.map(({ name }) => name)
}
