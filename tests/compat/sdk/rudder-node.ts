import RudderAnalytics from '@rudderstack/rudder-sdk-node'
import { halves, type SendAll } from './sending.ts'

const flushAt = 100

/** The part of an axios error that its retries look at. */
interface Failure {
  response?: { headers: Record<string, string | undefined> }
}

/** As long as told, else from 200 ms up to 5 s: the default doubles without end. */
const retryDelay = (attempt: number, { response }: Failure) =>
  Math.max(Number(response?.headers['retry-after'] ?? 0) * 1_000, Math.min(5_000, 100 * 2 ** attempt))

/** `@rudderstack/rudder-sdk-node`, with nothing set but what its documentation names. */
export const sendWithRudderNode: SendAll = async ({ ingestUrl, writeKey, events, halfway }) => {
  const analytics = new RudderAnalytics(writeKey, {
    dataPlaneUrl: ingestUrl,
    flushAt,
    flushInterval: 500,
    // Each event's callback tells what its log would.
    logLevel: 'none',
    // Three retries, the default, last a second and a half; what fails then is gone.
    axiosRetryConfig: { retries: 1_000, retryDelay },
    // Without it a failure is a rejection that nobody handles. Each event's callback has it, too.
    errorHandler: () => {},
  })
  const track = (n: number) =>
    new Promise<void>((resolve, reject) => {
      const settle = (failure?: unknown) =>
        failure === undefined ? resolve() : reject(new Error('rudder-sdk-node gave an event up', { cause: failure }))
      const call = { userId: `rudder-${n % 50}`, event: 'Product Viewed', properties: { sku: `s${n % 9}`, n } }
      analytics.track(call, settle)
    })
  // It measures its whole queue with each event: a long one stops the process.
  async function inTurn(numbers: readonly number[]): Promise<void> {
    for (let at = 0; at < numbers.length; at += flushAt) await Promise.all(numbers.slice(at, at + flushAt).map(track))
  }
  const [first, second] = halves(events)
  await inTurn(first)
  await halfway()
  await inTurn(second)
}
