import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { halves, type Sending } from './sending.ts'

const run = promisify(execFile)

/** curl, which tries again by itself. `onSecondHalf` is called when the first event of the second half has arrived. */
export const sendWithCurl =
  (onSecondHalf: () => void) =>
  async ({ ingestUrl, writeKey, events, halfway }: Sending): Promise<void> => {
    const retries = ['--retry', '1000', '--retry-all-errors', '--retry-delay', '1']
    const track = (n: number) =>
      run('curl', [
        '--silent',
        '--fail-with-body',
        ...retries,
        '--user',
        `${writeKey}:`,
        '--header',
        'content-type: application/json',
        '--data',
        JSON.stringify({
          messageId: `curl-${n}`,
          userId: 'curl',
          event: 'Product Viewed',
          properties: { sku: 's', n },
        }),
        `${ingestUrl}/v1/track`,
      ])
    const [first, second] = halves(events)
    for (const n of first) await track(n)
    await halfway()
    for (const n of second) {
      await track(n)
      onSecondHalf()
    }
  }
