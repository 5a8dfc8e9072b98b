import cookie from '@fastify/cookie'
import { createLoginTokens, type LoginTokens } from '@weir/credentials'
import { type App, buildApp, httpServer } from '@weir/http'
import { createReadiness } from '@weir/lifecycle'
import { createMemoryStateStore } from '@weir/state-store'
import { createLogger, createMetrics } from '@weir/telemetry'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { shopAt } from '../live/live.fixture.ts'
import type { LiveMessage } from '../live/message.ts'
import { liveRoutes } from '../live/routes.ts'
import { createLive } from '../live/viewing.ts'
import { answerFailures } from '../pages/failures.ts'
import { pageRoutes } from '../pages/routes.ts'
import { createAccess } from '../sign-in/access.ts'
import { signInRoutes } from '../sign-in/routes.ts'
import { compilePages, findChromium, launchChromium } from './chromium.fixture.ts'

const executable = await findChromium()
if (!executable)
  console.log('The live page is not tested: no Chromium was found. `apt-get install chromium`, or put one on the PATH.')
const missing = !executable && process.env.CI !== 'true'

describe.skipIf(missing)('the live page in Chromium', () => {
  let browser: Browser
  let server: ReturnType<typeof httpServer>
  let logins: LoginTokens
  let message: LiveMessage = shopAt(Date.now(), Date.now() - 900_000)
  const faults: string[] = []

  beforeAll(async () => {
    await compilePages()
    browser = await launchChromium(executable!)
    logins = createLoginTokens(createMemoryStateStore())
    const log = createLogger({ service: 'test', level: 'fatal' })
    const readiness = createReadiness()
    const app: App = buildApp({ service: 'test', log, metrics: createMetrics('test', { process: false }), readiness })
    const access = createAccess(logins)
    app.register(cookie)
    app.register(async (routes: App) => {
      answerFailures(routes, access)
      signInRoutes(routes, { access, logins, publicUrl: () => server.url })
      liveRoutes(routes, { access, live: createLive({ read: async () => message, log, intervalMs: 50 }) })
      pageRoutes(routes, access)
    })
    server = httpServer(app, { host: '127.0.0.1', port: 0, drainMs: 0, readiness })
    await server.start()
  }, 120_000)

  afterAll(async () => {
    await browser?.close()
    await server?.stop()
  })

  afterEach(() => {
    expect(faults.splice(0)).toEqual([])
  })

  async function open(locale: string, signedIn = true): Promise<Page> {
    const context = await browser.newContext({ locale, viewport: { width: 1920, height: 1080 } })
    const page = await context.newPage()
    page.on('console', entry => entry.type() === 'error' && faults.push(entry.text()))
    page.on('pageerror', error => faults.push(String(error)))
    page.on('request', request => request.url().startsWith(server.url) || faults.push(`asks for ${request.url()}`))
    await page.goto(signedIn ? `${server.url}/login?token=${await logins.issue('demo')}` : server.url)
    return page
  }

  it('shows the numbers, the broken channel and the alert', async () => {
    message = shopAt(Date.now(), Date.now() - 900_000)
    const page = await open('en-GB')
    await page.getByText('3 min').first().waitFor()
    await page.screenshot({ path: '/tmp/query-live-en.png' })
    await page.getByRole('button', { name: '中文' }).click()
    await page.screenshot({ path: '/tmp/query-live-zh.png' })
    message = { ...shopAt(Date.now(), Date.now() - 900_000), alerts: [], faults: ['ledger', 'alerts'] }
    await page.setViewportSize({ width: 390, height: 844 })
    await page.waitForTimeout(500)
    await page.screenshot({ path: '/tmp/query-live-phone.png', fullPage: true })
    await page.goto(server.url + '/login?token=x')
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.screenshot({ path: '/tmp/query-login.png', fullPage: true })
    await page.context().close()
  })
})
