import { WeirError } from '@weir/errors'
import type { JsonPatch } from '@weir/http'
import { z } from 'zod'
import type { SealedLetter } from './letter-rows.ts'

const Verdict = z.discriminatedUnion('status', [
  z.object({ status: z.literal('accepted'), type: z.string(), at: z.string().optional() }),
  z.object({
    status: z.enum(['rejected', 'unreplayable']),
    code: z.string(),
    field: z.string(),
    message: z.string(),
  }),
])
const Answer = z.object({ events: z.array(Verdict) })

/** What ingest says of one letter; `at` is where the event lies on events.accepted. */
export type ReplayVerdict = z.output<typeof Verdict>

export interface ReplayBatch {
  tenant: string
  letters: readonly SealedLetter[]
  patch: JsonPatch
  dryRun: boolean
}

/** The verdicts in the order of the letters. @throws WeirError OVERLOADED: what happened is unknown, and asking again is harmless. */
export type AskIngest = (batch: ReplayBatch) => Promise<readonly ReplayVerdict[]>

const timeoutMs = 15_000

export function createAskIngest(options: { url: string; token: string }): AskIngest {
  const url = new URL('/v1/internal/replay', options.url)
  return async ({ tenant, letters, patch, dryRun }) => {
    const events = letters.map(({ source, id, receivedAt, door, original, delivery }) => ({
      ...{ source, id, receivedAt, door, original, delivery },
    }))
    const answer = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${options.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ tenant, events, patch, dryRun }),
      signal: AbortSignal.timeout(timeoutMs),
    }).catch(cause => {
      throw unavailable('ingest does not answer', cause)
    })
    if (!answer.ok) throw unavailable(`ingest answered ${answer.status}`)
    return Answer.parse(await answer.json()).events
  }
}

const unavailable = (message: string, cause?: unknown) =>
  new WeirError('OVERLOADED', message, {
    cause,
    remedy:
      'Ask again in a few seconds: what was replayed after all is a duplicate. If it stays so, look at /readyz of ingest.',
  })
