import cookie from '@fastify/cookie'
import type { ClickHouse } from '@weir/clickhouse'
import type { Credentials, LoginTokens } from '@weir/credentials'
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
import { createIdentityLookup } from './profiles/identity-client.ts'
import { peoplePageRoutes } from './profiles/page-routes.ts'
import { createReadProfile } from './profiles/read-profile.ts'
import { profileRoutes } from './profiles/routes.ts'
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
  secrets: Secrets
  dictionary: Dictionary
  policy: Policy
  /** Bearer token of calls between services. */
  internalToken: string
  identityUrl: string
  alertsUrl: string
  /** URL under which people reach this service; asked when a link is made, as a free port is known only then. */
  publicUrl: () => string
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

  app.register(cookie)
  app.register(async (routes: App) => {
    answerFailures(routes, access)
    metricRoutes(routes, { access, dictionary, readMetric, now })
    profileRoutes(routes, { access, readProfile })
    peoplePageRoutes(routes, { access, readProfile, policy })
    receiptRoutes(routes, { access, clickhouse, log: eventLog, secrets, sources: sourcesOf(deps.credentials) })
    ledgerRoutes(routes, { access, clickhouse, now })
    liveRoutes(routes, { access, live })
    episodeRoutes(routes, {
      access,
      dictionary,
      readMetric,
      now,
      readEpisode: createReadEpisode({ url: deps.alertsUrl, token: internalToken }),
    })
    alertsProxy(routes, { access, url: deps.alertsUrl, token: internalToken })
    signInRoutes(routes, { access, logins: deps.logins, publicUrl: deps.publicUrl })
    pageRoutes(routes, access)
  })
  return app
}

const description =
  'Metrics, people, receipts and the ledger of Weir. Authenticate with an API key as a Bearer token; every answer is about its tenant alone.'

const sourcesOf = (credentials: Credentials) => async (tenant: string) => {
  const sources = await credentials.sources(tenant)
  return sources.map(({ name }) => name)
}
