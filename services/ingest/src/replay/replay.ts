import { isWeirError, WeirError } from '@weir/errors'
import { acceptedPartition } from '@weir/event'
import { JsonPatch } from '@weir/http'
import { openText, type Secrets } from '@weir/privacy'
import { z } from 'zod'
import type { Engines } from '../engines.ts'
import type { Gatherer } from '../gather/gatherer.ts'
import { createTicket } from '../gather/ticket.ts'
import type { Decide } from '../pipeline/decide.ts'
import { type Accepted, isRejected, type Verdict } from '../pipeline/verdict.ts'
import { patched } from './patch.ts'
import type { createRemake } from './remake.ts'

const sealed = z.string().max(1_000_000)

/** Dead letters to be made into events again, as query asks for it. Texts are sealed: nothing personal travels in clear. */
export const ReplayRequest = z.object({
  tenant: z.string().min(1),
  events: z
    .array(
      z.object({
        source: z.string().min(1),
        id: z.string().min(1),
        /** Unix ms. */
        receivedAt: z.int(),
        door: z.string(),
        original: sealed,
        delivery: sealed,
      }),
    )
    .max(500),
  patch: JsonPatch.default([]),
  dryRun: z.boolean().default(false),
})

export type ReplayRequest = z.output<typeof ReplayRequest>
type Letter = ReplayRequest['events'][number]

/** `at`: coordinates on events.accepted. `unreplayable`: no event can be made of what is kept. */
export type ReplayVerdict =
  | { status: 'accepted'; type: string; at?: string }
  | { status: 'rejected' | 'unreplayable'; code: string; field: string; message: string }

export interface ReplayDeps {
  /** A decider of its own: what was counted when the event first came is not counted again. */
  decide: Decide
  remake: ReturnType<typeof createRemake>
  accepted: Gatherer<Accepted>
  engines: Pick<Engines, 'facts' | 'failed'>
  secrets: Secrets
  durableTimeoutMs: number
  maxInFlightBytes: number
  now: () => number
}

/**
 * Puts mended events on the log under the ids they were refused under, which makes a second replay a duplicate wherever
 * and whenever it is started. What is refused again stays the dead letter that it is: a second one would say no more.
 *
 * @throws WeirError TIMEOUT, LOG_UNAVAILABLE, LOG_FULL, OVERLOADED: the outcome is unknown, and asking again is harmless.
 */
export function createReplay(deps: ReplayDeps) {
  const { decide, remake, accepted, engines, secrets, durableTimeoutMs, maxInFlightBytes, now } = deps

  function verdictOn(letter: Letter, { tenant, patch }: ReplayRequest, receivedAt: number): Verdict | ReplayVerdict {
    const { source, id, door } = letter
    try {
      let text = openText(secrets, letter.original)
      if (patch.length > 0) {
        const mended = patched(text, patch)
        if ('fault' in mended) return unreplayable('patch_failed', mended.fault, mended.path)
        ;({ text } = mended)
      }
      const delivery = letter.delivery === '' ? '' : openText(secrets, letter.delivery)
      const event = remake({ door, text, delivery })
      return event(decide, { tenant, source, receivedAt, again: { id, receivedAt: letter.receivedAt } })
    } catch (error) {
      if (!isWeirError(error)) throw error
      return unreplayable('original_unreadable', [error.message, error.remedy].filter(Boolean).join('. '))
    }
  }

  return async function replay(request: ReplayRequest): Promise<ReplayVerdict[]> {
    const { generation, acceptedPartitions } = engines.facts()
    if (accepted.pendingBytes() > maxInFlightBytes)
      throw new WeirError('OVERLOADED', 'too many events wait for the event log', { remedy: 'Ask again in a second.' })
    const receivedAt = now()
    const ticket = createTicket(request.events.length)
    const verdicts = request.events.map((letter, index): ReplayVerdict => {
      const verdict = verdictOn(letter, request, receivedAt)
      if ('status' in verdict) return verdict
      if (isRejected(verdict)) return { status: 'rejected', ...verdict.rejection }
      const { tenant, keys, id, type } = verdict.event
      if (!request.dryRun)
        accepted.add(acceptedPartition(tenant, keys, id, acceptedPartitions), receivedAt, verdict, ticket, index)
      return { status: 'accepted', type }
    })
    await ticket.done(durableTimeoutMs).catch((error: unknown) => {
      if (isWeirError(error, 'TIMEOUT')) engines.failed('log', error)
      throw error
    })
    return verdicts.map((verdict, index) => {
      const place = ticket.places[index]
      return place ? { ...verdict, at: `${generation}.${place.partition}.${place.offset}.${place.index}` } : verdict
    })
  }
}

export type Replay = ReturnType<typeof createReplay>

const unreplayable = (code: string, message: string, field = ''): ReplayVerdict => ({
  status: 'unreplayable',
  code,
  field,
  message,
})
