import { access } from 'node:fs/promises'
import { join } from 'node:path'
import type { LiveMessage } from '@weir/console-protocol'
import { topics } from '@weir/event-log'
import { findChromium, launchChromium } from '@weir/testing'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { shopAt } from '../live/live.fixture.ts'
import { acceptedBatch, acceptedEvent } from '../receipts/accepted.fixture.ts'
import { rejectedBatch, rejectedEvent } from '../receipts/rejected.fixture.ts'
import { builtConsole } from './console-files.ts'
import { openTestShop, type TestShop } from './test-shop.fixture.ts'

/** On a busy machine a browser takes its time. */
const patienceMs = 180_000

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

/** What stands out of a window of this width. */
const tooWide = (page: Page, width: number) =>
  page.evaluate(
    width =>
      [...document.querySelectorAll('body *')]
        .filter(element => element.getBoundingClientRect().right > width && !element.closest('.hidden, .skip'))
        .map(element => element.outerHTML.slice(0, 80)),
    width,
  )

describe.skipIf(skipped)('in Chromium', () => {
  let browser: Browser
  let shop: TestShop
  /** What no page may do: errors on the console (also what the policy forbids it), requests to other hosts. */
  const faults: string[] = []

  beforeAll(async () => {
    await access(join(builtConsole, 'index.html')).catch(cause => {
      throw new Error('The console is not built. Run: npm run build', { cause })
    })
    browser = await launchChromium(executable!)
    shop = await openTestShop()
    await shop.eventLog.append(topics.accepted, [{ partition: 0, value: acceptedBatch([acceptedEvent('m-1')]) }])
  })

  afterAll(async () => {
    await browser?.close()
    await shop?.stop()
  })

  afterEach(async () => {
    for (const context of browser.contexts()) await context.close()
    expect(faults.splice(0)).toEqual([])
  })

  async function open(
    path = '/',
    { locale = 'en-GB', signedIn = true, width = 1920, height = 1080, colorScheme = 'dark' as 'dark' | 'light' } = {},
  ): Promise<Page> {
    const context = await browser.newContext({ locale, colorScheme, viewport: { width, height } })
    context.setDefaultTimeout(patienceMs)
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
      expect(await tooWide(page, 375)).toEqual([])
    })
  })

  describe('the debugger', () => {
    const reject = (id: string) =>
      shop.eventLog.append(topics.rejected, [{ partition: 0, value: rejectedBatch(rejectedEvent(id)) }])
    const accept = (id: string) =>
      shop.eventLog.append(topics.accepted, [{ partition: 0, value: acceptedBatch([acceptedEvent(id)]) }])
    const row = (page: Page, id: string) => page.locator('.decided', { hasText: id })

    it('shows an event in the moment it is rejected, why, what to do, and its receipt', async () => {
      await accept('before-1')
      const page = await open('/debugger')
      await row(page, 'before-1').waitFor()
      await reject('bad-1')
      await row(page, 'bad-1').waitFor()
      expect(await row(page, 'bad-1').evaluate(visibleText)).toMatch(
        /Rejected.*order\.paid.*field_type.*properties\.total has the wrong type.*What to do:.*Send it in that type/s,
      )
      expect(await page.locator('.decided').first().evaluate(visibleText)).toContain('bad-1')
      await page.getByRole('link', { name: 'Receipt of event bad-1' }).click()
      await page.getByRole('heading', { name: 'bad-1' }).waitFor()
      expect(await seen(page, '.verdict')).toMatch(/Rejected/)
    })

    it('filters, and stands still while paused, by keyboard alone', async () => {
      await accept('good-2')
      await reject('bad-2')
      const page = await open('/debugger')
      await row(page, 'good-2').waitFor()
      await page.getByLabel('All', { exact: true }).focus()
      await page.keyboard.press('ArrowRight')
      await page.keyboard.press('ArrowRight')
      await row(page, 'good-2').waitFor({ state: 'detached' })
      await row(page, 'bad-2').waitFor()
      expect(page.url()).toContain('outcome=rejected')
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await reject('bad-3')
      await page.getByRole('button', { name: 'Resume · 1 new' }).waitFor()
      expect(await row(page, 'bad-3').count()).toBe(0)
      await page.keyboard.press('Enter')
      await row(page, 'bad-3').waitFor()
      await page.keyboard.press('Tab')
      expect(await page.evaluate(() => document.activeElement?.getAttribute('href'))).toContain('/receipt?')
    })

    it('is a step from the live page, in Chinese too, by day and by night, and fits a phone', async () => {
      await reject('bad-4')
      shop.tell(now())
      const page = await open('/', { locale: 'zh-CN', colorScheme: 'light', width: 375, height: 812 })
      await page.locator('.alert.red').waitFor()
      const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
      const day = await ground()
      await page.getByRole('link', { name: '调试' }).click()
      await row(page, 'bad-4').waitFor()
      expect(await page.title()).toContain('调试')
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('content')
      expect(await row(page, 'bad-4').evaluate(visibleText)).toMatch(
        /已拒收.*字段类型不对.*properties\.total.*怎么办：.*请按要求的类型发送/s,
      )
      expect(await tooWide(page, 375)).toEqual([])
      await page.emulateMedia({ colorScheme: 'dark' })
      expect(await ground()).not.toBe(day)
      await page.goBack()
      await page.locator('.alert.red').waitFor()
    })

    it('says how to send a first event, and lets one sign out', async () => {
      const page = await open('/debugger?source=nobody')
      await page.getByText('Nothing that fits the filter yet').waitFor()
      await page.getByRole('button', { name: 'Sign out' }).click()
      await page.getByRole('heading', { name: 'needs a login link' }).waitFor()
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
      expect(await page.locator('.activity rect').count()).toBe(90)
    })

    it('show an alert to whoever was paged, drawn', async () => {
      const page = await open('/?episode=e1', { width: 390, height: 844 })
      await page.getByRole('heading', { name: 'Payments fail · alipay' }).waitFor()
      expect(await page.locator('.line-chart path').getAttribute('d')).toMatch(/^M\d/)
      expect(await page.getByText('41.2 %', { exact: true }).count()).toBe(1)
    })

    it('find the way to a receipt', async () => {
      const page = await open('/receipts', { width: 1280, height: 900 })
      await page.getByLabel('Id of the event').fill('m-1')
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'm-1' }).waitFor()
      expect(await seen(page, '.verdict')).toMatch(/Pending.*on its way/s)
    })
  })
})
