import { setTimeout as pause } from 'node:timers/promises'
import { WeirError } from '@weir/errors'
import type { ShopEvent } from '../shop/shop-event.ts'

interface Answer {
  accepted: number
  rejected: number
  events: {
    index: number
    id: string
    status: 'accepted' | 'rejected'
    code?: string
    message?: string
    receipt: string
  }[]
}

export interface SenderOptions {
  ingestUrl: string
  writeKey: string
  signal: AbortSignal
  fetch?: typeof fetch
  wait?(ms: number, signal: AbortSignal): Promise<unknown>
}

const answerMs = 15_000
/** A platform that is away for longer will not be back during the demo. */
const givenUpMs = 120_000
const longestWaitMs = 2_000

/** Sends batches as an SDK would: the same ids again until ingest has answered. */
export function createSender(options: SenderOptions) {
  const {
    ingestUrl,
    writeKey,
    signal,
    fetch: request = fetch,
    wait = (ms, signal) => pause(ms, undefined, { signal }),
  } = options
  const authorization = `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`
  const totals = { sent: 0, accepted: 0, rejected: 0, retries: 0 }
  let receipt = ''
  let rejection: string | undefined

  async function post(body: string): Promise<Answer> {
    const startedAt = Date.now()
    for (let attempt = 0; ; attempt++) {
      let why: unknown
      try {
        const answer = await request(`${ingestUrl}/v1/batch`, {
          method: 'POST',
          headers: { authorization, 'content-type': 'application/json' },
          body,
          signal: AbortSignal.any([signal, AbortSignal.timeout(answerMs)]),
        })
        if (answer.ok) return (await answer.json()) as Answer
        const fault = new Error(`${answer.status}: ${(await answer.text()).slice(0, 300)}`)
        why = fault
        if (answer.status < 500 && answer.status !== 429 && answer.status !== 408) throw new Refused(fault)
      } catch (error) {
        signal.throwIfAborted()
        if (error instanceof Refused) throw error
        why = error
      }
      if (Date.now() - startedAt > givenUpMs)
        throw new WeirError('OVERLOADED', 'ingest has not taken a batch for two minutes', {
          cause: why,
          remedy: 'Look at the log of ingest in the data directory.',
        })
      totals.retries += 1
      await wait(Math.min(longestWaitMs, 100 * 2 ** attempt), signal)
    }
  }

  return {
    /** Events, each counted once however often it had to be sent. */
    totals,
    /** Receipt of the newest event that was accepted. */
    receipt: () => receipt,
    /** Why the first event was rejected, if one was. */
    rejection: () => rejection,
    /** Resolves with ingest's answer. @throws WeirError when it refuses the batch, or is away for too long. */
    async send(batch: readonly ShopEvent[]): Promise<void> {
      totals.sent += batch.length
      // No `sentAt`: shop and platform share a clock, so the buckets of what was sent are exactly those of Weir.
      const answer = await post(JSON.stringify({ batch }))
      totals.accepted += answer.accepted
      totals.rejected += answer.rejected
      const rejected = answer.events.find(({ status }) => status === 'rejected')
      rejection ??= rejected && `${rejected.code}: ${rejected.message}`
      receipt = answer.events.findLast(({ status }) => status === 'accepted')?.receipt ?? receipt
    },
  }
}

/** Sending the same again would not help. */
class Refused extends WeirError {
  constructor(cause: Error) {
    super('REQUEST_MALFORMED', `ingest refused a batch: ${cause.message}`, { cause })
  }
}

export type Sender = ReturnType<typeof createSender>
