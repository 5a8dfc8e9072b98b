import type { ClickHouse } from '@weir/clickhouse'
import { createCredentials, internalToken } from '@weir/credentials'
import type { EventLog } from '@weir/event-log'
import { type App, buildApp } from '@weir/http'
import { type Component, component, type Readiness } from '@weir/lifecycle'
import type { Secrets } from '@weir/privacy'
import { createLeases, createOutbox, processHolder, type StateStore } from '@weir/state-store'
import type { Logger, Metrics } from '@weir/telemetry'
import { createAccess } from './access.ts'
import { createChannelStore } from './channels/channel-store.ts'
import { channelRoutes } from './channels/routes.ts'
import { createDeliver, type Message } from './delivery/deliver.ts'
import { createDispatcher } from './delivery/dispatcher.ts'
import { createEpisodeStore } from './episodes/episode-store.ts'
import { episodeRoutes } from './episodes/routes.ts'
import { createEvaluator } from './evaluate/evaluator.ts'
import { createHealth } from './evaluate/health.ts'
import { createLeader } from './evaluate/lead.ts'
import { createClickHouseSeriesReader } from './evaluate/series-reader.ts'
import { watchPipeline } from './evaluate/watch-pipeline.ts'
import { measure } from './measure.ts'
import { createContributorsFinder } from './pages/contributors.ts'
import { createPageWriter } from './pages/write-page.ts'
import { ruleRoutes } from './rules/routes.ts'
import { createRuleStore } from './rules/rule-store.ts'
import type { Shipped } from './shipped.ts'

export interface ServiceOptions {
  state: StateStore
  log: Pick<EventLog, 'lag'>
  clickhouse: Pick<ClickHouse, 'query'>
  secrets: Secrets
  shipped: Shipped
  readiness: Readiness
  logger: Logger
  telemetry: Metrics
  publicUrl: string | undefined
  timeZone: string
  allowHosts: ReadonlySet<string>
  /** Whether channels may allow private addresses themselves: only while Weir listens on this machine alone. */
  trustChannels: boolean
  lagToleranceMs: number
  now?: () => number
}

/** The parts of the service put together: an application to serve, and what works in the background. */
export function createAlerts(options: ServiceOptions): { app: App; components: Component[] } {
  const { state, log, clickhouse, secrets, shipped, readiness, logger, telemetry, now = Date.now } = options
  const holder = processHolder('alerts')
  const outbox = createOutbox<Message>(state, 'alerts')
  const rules = createRuleStore(state, { files: shipped.rules, metrics: shipped.metrics, now })
  const channels = createChannelStore(state, secrets, shipped.channels)
  const episodes = createEpisodeStore(state)
  const health = createHealth()
  const pages = createPageWriter({ publicUrl: options.publicUrl, words: { timeZone: options.timeZone } })
  const reader = createClickHouseSeriesReader(clickhouse)
  const pipeline = watchPipeline(log, { logger, now })
  const measured = measure(telemetry, { lagMs: pipeline.lagMs, now })
  const deliver = createDeliver({ channels, allowHosts: options.allowHosts, trustChannels: options.trustChannels, now })
  const dispatcher = createDispatcher({ outbox, deliver, holder, log: logger, now, onAttempt: measured.attempt })
  const leader = createLeader({
    leases: createLeases(state), state, holder, readiness, log: logger, now, health, onLook: measured.look,
    createEvaluator: (lease, lastLookAt) =>
      createEvaluator(
        {
          state, outbox, channels, pages, reader, episodes, health, log: logger, rules: rules.active,
          contributors: createContributorsFinder(reader, logger), lagMs: pipeline.lagMs,
          lagToleranceMs: options.lagToleranceMs, onPages: dispatcher.poke,
        },
        lease,
        lastLookAt,
      ),
  }) // biome-ignore format: the parts

  const app = buildApp({
    service: 'alerts', log: logger, metrics: telemetry, readiness, credentials: createCredentials(state),
    openapi: { title: 'Weir alerts', version: '1', description: 'Rules, episodes and channels' },
  }) // biome-ignore format: the parts
  const access = createAccess(internalToken(secrets))
  // In a plugin of their own, so that the document knows them.
  app.register(async routes => {
    ruleRoutes(routes, { access, rules, channels, state, health })
    episodeRoutes(routes, { access, episodes, outbox })
    channelRoutes(routes, { access, channels, deliver, pages, now })
  })
  const components = [
    component('pipeline', pipeline),
    component('dispatcher', dispatcher),
    component('evaluator', leader),
  ]
  return { app, components }
}
