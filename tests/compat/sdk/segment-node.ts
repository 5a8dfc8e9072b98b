import { Analytics } from '@segment/analytics-node'
import { halves, type SendAll } from './sending.ts'

/** `@segment/analytics-node`, with nothing set but what its documentation names. */
export const sendWithSegmentNode: SendAll = async ({ ingestUrl, writeKey, events, halfway }) => {
  // Ten retries, the default, last four minutes: an outage may be longer.
  const analytics = new Analytics({ host: ingestUrl, writeKey, flushAt: 100, flushInterval: 500, maxRetries: 100 })
  const track = (n: number) =>
    new Promise<void>((resolve, reject) => {
      const call = { userId: `node-${n % 50}`, event: 'Product Viewed', properties: { sku: `s${n % 9}`, n } }
      analytics.track(call, (error, context) => {
        const failure = error ?? context?.failedDelivery()?.reason
        if (failure === undefined) resolve()
        else reject(new Error('analytics-node gave an event up', { cause: failure }))
      })
    })
  const [first, second] = halves(events)
  await Promise.all(first.map(track))
  await halfway()
  await Promise.all(second.map(track))
  // What is not delivered by its timeout is dropped; here all is.
  await analytics.closeAndFlush({ timeout: 60_000 })
}
