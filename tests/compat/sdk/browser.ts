import { launchChromium } from '@weir/testing'
import type { BrowserContext, Page } from 'playwright-core'
import type { Sending } from './sending.ts'

/** Calls made at once; as many as a batch holds when nothing else is said. */
const together = 10
/** What a page says while the platform is away. A page that says thousands measures them all again before each attempt. */
const eventsAway = 40
const eventsOnLeaving = 10

export interface Visit extends Sending {
  executable: string
  /** The allowed origin. */
  origin: string
  /** Resolves when so many events of this source are stored: a page does not tell what arrived. */
  stored(events: number): Promise<void>
}

type Strategy = 'standard' | 'batching'

/** Part of `window` on a page of the shop. */
interface ShopWindow {
  AnalyticsNext: typeof import('@segment/analytics-next')
  analytics: import('@segment/analytics-next').Analytics
  addEventListener(name: 'pagehide', listener: () => void): void
  navigator: { sendBeacon(url: string, body: string): boolean }
}

/**
 * Segment's browser script on two pages: one sends each event by itself and keeps what failed for its next load, one sends
 * batches. The latter leaves its last events to the moment it is closed, and a beacon of the page's own code with them.
 */
export async function sendWithBrowser(visit: Visit): Promise<void> {
  const { executable, events, halfway, stored } = visit
  const browser = await launchChromium(executable)
  try {
    const context = await browser.newContext()
    const single = await open(context, visit, 'standard')
    const batching = await open(context, visit, 'batching')
    const counter = numbers()
    const early = events - 2 * eventsAway - 2 * eventsOnLeaving
    const alone = Math.floor(early / 5)
    await Promise.all([track(single, counter(alone)), track(batching, counter(early - alone))])
    await halfway()
    await Promise.all([track(single, counter(eventsAway)), track(batching, counter(eventsAway))])
    // Unsent events survive in localStorage and go out after the next load.
    await single.reload()
    await load(single, visit, 'standard')
    await stored(events - 2 * eventsOnLeaving)
    await track(batching, counter(eventsOnLeaving))
    await sendBeaconOnLeaving(batching, visit, counter(eventsOnLeaving))
    await batching.goto('about:blank')
    await stored(events)
  } finally {
    await browser.close()
  }
}

async function open(context: BrowserContext, visit: Visit, strategy: Strategy): Promise<Page> {
  const page = await context.newPage()
  await page.goto(visit.origin)
  await load(page, visit, strategy)
  return page
}

/** As its documentation says for another host: nothing is asked of Segment's CDN. */
async function load(page: Page, { ingestUrl, writeKey }: Visit, strategy: Strategy): Promise<void> {
  await page.evaluate(
    async given => {
      const shop = globalThis as unknown as ShopWindow
      const target = {
        apiHost: `${given.host}/v1`,
        protocol: 'http' as const,
        deliveryStrategy: { strategy: given.strategy, config: {} },
        // The default gives an event up after ten attempts.
        httpConfig: { backoffConfig: { maxRetryCount: 1_000, maxBackoffInterval: 2 } },
      }
      const settings = {
        writeKey: given.writeKey,
        cdnSettings: { integrations: { 'Segment.io': { apiKey: given.writeKey } }, metrics: { sampleRate: 0 } },
      }
      const [analytics] = await shop.AnalyticsNext.AnalyticsBrowser.load(settings, {
        integrations: { 'Segment.io': target },
      })
      shop.analytics = analytics
    },
    { host: new URL(ingestUrl).host, writeKey, strategy },
  )
}

/** As many at once as a batch holds: the script answers when it has handed them to the network, or to its queue. */
async function track(page: Page, numbers: readonly number[]): Promise<void> {
  await page.evaluate(
    async ({ numbers: all, size }) => {
      const { analytics } = globalThis as unknown as ShopWindow
      for (let at = 0; at < all.length; at += size)
        await Promise.all(all.slice(at, at + size).map(n => analytics.track('Product Viewed', { sku: `s${n % 9}`, n })))
    },
    { numbers, size: together },
  )
}

async function sendBeaconOnLeaving(page: Page, visit: Visit, numbers: readonly number[]): Promise<void> {
  const batch = numbers.map(n => ({
    type: 'track',
    messageId: `beacon-${n}`,
    anonymousId: 'leaving',
    event: 'Product Viewed',
    properties: { sku: 's', n },
  }))
  await page.evaluate(
    ({ url, body }) => {
      const shop = globalThis as unknown as ShopWindow
      shop.addEventListener('pagehide', () => shop.navigator.sendBeacon(url, body))
    },
    { url: `${visit.ingestUrl}/v1/batch`, body: JSON.stringify({ writeKey: visit.writeKey, batch }) },
  )
}

/** Takes the next numbers. */
function numbers() {
  let next = 0
  return (count: number): number[] => Array.from({ length: count }, () => next++)
}
