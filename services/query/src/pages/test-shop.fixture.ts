import cookie from '@fastify/cookie'
import type { LiveMessage } from '@weir/console-protocol'
import { createLoginTokens } from '@weir/credentials'
import { createMemoryEventLog, type EventLog } from '@weir/event-log'
import { type App, buildApp, httpServer } from '@weir/http'
import { parsePolicy } from '@weir/identity-rules'
import { createReadiness } from '@weir/lifecycle'
import { createMemoryStateStore } from '@weir/state-store'
import { createLogger, createMetrics } from '@weir/telemetry'
import { breakingSeries, outageAt } from '../alerts/episode.fixture.ts'
import { episodeRoutes } from '../alerts/episode-routes.ts'
import { emptyClickHouse, policyText, shippedDictionary, testSecrets } from '../app.fixture.ts'
import { createDebugging } from '../debugger/debugging.ts'
import { debuggerRoutes } from '../debugger/routes.ts'
import { shopAt } from '../live/live.fixture.ts'
import { liveRoutes } from '../live/routes.ts'
import { createLive } from '../live/viewing.ts'
import { peoplePageRoutes } from '../profiles/page-routes.ts'
import { customerAt } from '../profiles/profile.fixture.ts'
import { createAudit } from '../receipts/audit.ts'
import { receiptRoutes } from '../receipts/routes.ts'
import { createAccess } from '../sign-in/access.ts'
import { signInRoutes } from '../sign-in/routes.ts'
import { answerFailures } from './failures.ts'
import { pageRoutes } from './routes.ts'

export interface TestShop {
  readonly url: string
  /** What the live page is told from now on. */
  tell(message: LiveMessage): void
  loginLink(): Promise<string>
  eventLog: EventLog
  stop(): Promise<void>
}

/** The pages over invented numbers and a log in memory, so that a test knows what must be seen. */
export async function openTestShop(): Promise<TestShop> {
  const logins = createLoginTokens(createMemoryStateStore())
  const eventLog = createMemoryEventLog()
  const logger = createLogger({ service: 'test', level: 'fatal' })
  const readiness = createReadiness()
  const metrics = createMetrics('test', { process: false })
  const app: App = buildApp({ service: 'test', log: logger, metrics, readiness })
  const access = createAccess(logins)
  const policy = parsePolicy(await policyText())
  let message = shopAt(Date.now(), Date.now() - 900_000)
  app.register(cookie)
  app.register(async (routes: App) => {
    answerFailures(routes, access)
    signInRoutes(routes, { access, logins, publicUrl: () => server.url })
    liveRoutes(routes, { access, live: createLive({ read: async () => message, log: logger, intervalMs: 50 }) })
    debuggerRoutes(routes, {
      access,
      debugging: createDebugging({ log: eventLog, secrets: testSecrets, logger, intervalMs: 50 }),
    })
    peoplePageRoutes(routes, { access, policy, readProfile: async () => customerAt(Date.now()) })
    receiptRoutes(routes, {
      access,
      audit: createAudit(logger),
      log: eventLog,
      clickhouse: emptyClickHouse,
      secrets: testSecrets,
      sources: async () => ['web'],
    })
    episodeRoutes(routes, {
      access,
      readEpisode: async () => outageAt(Date.now()),
      readMetric: async () => breakingSeries(Date.now()),
      dictionary: await shippedDictionary(),
      now: Date.now,
    })
    pageRoutes(routes, access)
  })
  const server = httpServer(app, { host: '127.0.0.1', port: 0, drainMs: 0, readiness })
  await server.start()
  return {
    url: server.url,
    tell(next) {
      message = next
    },
    loginLink: async () => `${server.url}/login?token=${await logins.issue('demo')}`,
    eventLog,
    stop: () => server.stop(),
  }
}
