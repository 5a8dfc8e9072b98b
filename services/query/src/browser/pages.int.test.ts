import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { topics } from '@weir/event-log'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { shopAt } from '../live/live.fixture.ts'
import type { LiveMessage } from '../live/message.ts'
import { acceptedBatch, acceptedEvent } from '../receipts/accepted.fixture.ts'
import { compilePages, findChromium, launchChromium } from './chromium.fixture.ts'
import { openTestShop, type TestShop } from './test-shop.fixture.ts'

const executable = await findChromium()
if (!executable)
  console.log(
    'The pages are not tested: no Chromium was found. Install one (`apt-get install chromium`) or put it on the PATH.',
  )
const skipped = !executable && process.env.CI !== 'true'

/** What a reader sees: without the texts of the other language. */
// biome-ignore lint/performance/useDomNodeTextContent: the point is what is rendered
const visibleText = (element: HTMLElement | SVGElement) => ('innerText' in element ? element.innerText : '')
const seen = (page: Page, selector: string) => page.locator(selector).evaluate(visibleText)

describe.skipIf(skipped)('in Chromium', () => {
  let browser: Browser
  let shop: TestShop
  let scripts: string
  /** What no page may do: errors on the console, requests to other hosts. */
  const faults: string[] = []

  beforeAll(async () => {
    scripts = await compilePages()
    browser = await launchChromium(executable!)
    shop = await openTestShop(join(scripts, 'browser'))
    await shop.eventLog.append(topics.accepted, [{ partition: 0, value: acceptedBatch([acceptedEvent('m-1')]) }])
  })

  afterAll(async () => {
    await browser?.close()
    await shop?.stop()
    await rm(scripts, { recursive: true, force: true })
  })

  afterEach(async () => {
    for (const context of browser.contexts()) await context.close()
    expect(faults.splice(0)).toEqual([])
  })

  async function open(
    path = '/',
    { locale = 'en-GB', signedIn = true, width = 1920, height = 1080 } = {},
  ): Promise<Page> {
    const context = await browser.newContext({ locale, viewport: { width, height } })
    const page = await context.newPage()
    page.on('console', entry => entry.type() === 'error' && faults.push(entry.text()))
    page.on('pageerror', error => faults.push(String(error)))
    page.on('request', request => request.url().startsWith(shop.url) || faults.push(`asks for ${request.url()}`))
    if (signedIn) await page.goto(await shop.loginLink())
    await page.goto(shop.url + path)
    return page
  }

  const now = (changes: Partial<LiveMessage> = {}): LiveMessage => ({
    ...shopAt(Date.now(), Date.now() - 900_000),
    ...changes,
  })

  describe('the live page', () => {
    it('shows the numbers, the broken channel and the alert, drawn over time', async () => {
      shop.tell(now())
      const page = await open()
      await page.locator('.alert.red').waitFor()
      expect(await seen(page, '.alert.red')).toMatch(/Alipay.*41%.*for 3 min/s)
      expect(await seen(page, '#gmv-figure')).toMatch(/¥5\.48M/)
      expect(await seen(page, '#missing-figure')).toMatch(/0\s*missing/)
      expect(await seen(page, '#lag-figure')).toMatch(/<1\s*s behind/)
      const broken = page.locator('#channels tr', { hasText: 'Alipay' })
      expect(await broken.evaluate(visibleText)).toMatch(/41%/)
      expect(await broken.getAttribute('class')).toBe('bad')
      expect(await page.locator('.chart canvas').count()).toBe(4)
      expect(await page.locator('#ledger-chart rect').count()).toBeGreaterThan(60)
    })

    it('moves', async () => {
      shop.tell(now({ gmv: [{ currency: 'CNY', lastHour: 1_000 }] }))
      const page = await open()
      await page.getByText('¥1,000').waitFor()
      shop.tell(now({ gmv: [{ currency: 'CNY', lastHour: 2_000 }], alerts: [] }))
      await page.getByText('¥2,000').waitFor()
      await page.getByText('No alert is firing').waitFor()
    })

    it('speaks Chinese, at once and from then on', async () => {
      shop.tell(now())
      const page = await open()
      await page.getByRole('button', { name: '中文' }).click()
      await page.getByRole('heading', { name: '支付成功率' }).waitFor()
      expect(await seen(page, '.alert.red')).toMatch(/支付宝.*已持续 3 分钟/s)
      expect(await seen(page, '#gmv-figure')).toMatch(/548\.2万/)
      expect(await page.title()).toContain('实时')
      await page.reload()
      await page.getByRole('heading', { name: '支付成功率' }).waitFor()
      expect(await page.locator('html').getAttribute('lang')).toBe('zh')
    })

    it('starts in the language of the browser', async () => {
      const page = await open('/', { locale: 'zh-CN' })
      await page.getByRole('heading', { name: '在线人数' }).waitFor()
    })

    it('says what cannot be read, and goes on with the rest', async () => {
      shop.tell(now({ faults: ['alerts'], alerts: undefined }))
      const page = await open()
      await page.getByText('the alerts service does not answer').waitFor()
      expect(await seen(page, '#gmv-figure')).toMatch(/¥5\.48M/)
    })

    it('is reached by keyboard, and every chart has words', async () => {
      shop.tell(now())
      const page = await open()
      await page.locator('.alert.red').waitFor()
      await page.keyboard.press('Tab')
      expect(await page.evaluate(() => document.activeElement?.className)).toBe('skip')
      await page
        .getByRole('img', { name: /between .* in the last 15 minutes/ })
        .first()
        .waitFor()
      for (const chart of await page.locator('.chart').all()) {
        expect((await chart.getAttribute('aria-label')) ?? (await chart.getAttribute('aria-labelledby'))).toBeTruthy()
      }
    })

    it('fits a phone without scrolling sideways', async () => {
      shop.tell(now())
      const page = await open('/', { width: 375, height: 812 })
      await page.locator('.alert.red').waitFor()
      const wide = await page.evaluate(() =>
        [...document.querySelectorAll('body *')]
          .filter(element => element.getBoundingClientRect().right > 375 && !element.closest('.hidden, .skip'))
          .map(element => element.outerHTML.slice(0, 80)),
      )
      expect(wide).toEqual([])
    })
  })

  describe('a browser that is not signed in', () => {
    it('is told how to get a link', async () => {
      const page = await open('/', { signedIn: false })
      await page.getByRole('heading', { name: 'needs a login link' }).waitFor()
      await page.getByText('/v1/login-links').waitFor()
    })
  })

  describe('the small pages', () => {
    it('find a person, without the key in the address', async () => {
      const page = await open('/people', { width: 1280, height: 900 })
      await page.getByLabel('Value').fill('139 1234 5678')
      await page.keyboard.press('Enter')
      await page.getByText('139****5678').waitFor()
      expect(page.url()).toBe(`${shop.url}/people`)
      await page.screenshot({ path: '/tmp/query-people.png', fullPage: true })
      expect(await page.locator('.activity rect').count()).toBe(90)
    })

    it('show an alert to whoever was paged, drawn', async () => {
      const page = await open('/?episode=e1', { width: 390, height: 844 })
      await page.getByRole('heading', { name: 'Payments fail · alipay' }).waitFor()
      expect(await page.locator('.line-chart path').getAttribute('d')).toMatch(/^M\d/)
      expect(await page.getByText('41.2 %', { exact: true }).count()).toBe(1)
      await page.screenshot({ path: '/tmp/query-episode.png', fullPage: true })
    })

    it('find the way to a receipt', async () => {
      const page = await open('/receipts', { width: 1280, height: 900 })
      await page.getByLabel('Id of the event').fill('m-1')
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'm-1' }).waitFor()
      expect(await seen(page, '.verdict')).toMatch(/Pending.*on its way/s)
      await page.screenshot({ path: '/tmp/query-receipt.png', fullPage: true })
    })
  })
})
