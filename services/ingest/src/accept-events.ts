import { setImmediate } from 'node:timers/promises'
import { isWeirError, WeirError } from '@weir/errors'
import { acceptedPartition, type Rejection } from '@weir/event'
import type { Engines } from './engines.ts'
import type { Gatherer } from './gather/gatherer.ts'
import type { Door, Original } from './gather/original.ts'
import { type DeadLetter, deadLetterOf } from './gather/rejected-record.ts'
import { type Coordinates, createTicket } from './gather/ticket.ts'
import type { Arrival, Decide, MapToDraft, Sent } from './pipeline/decide.ts'
import { type Accepted, isRejected } from './pipeline/verdict.ts'

/** One event of an answer. */
export interface Outcome {
  id: string
  /** Absent for an accepted event. */
  rejection: Rejection | undefined
  at: Coordinates
}

/** What a door hands in: events of one request, and how to read them. */
export interface Submission<T extends Sent> {
  door: Door
  arrival: Arrival
  sent: readonly T[]
  map: MapToDraft<T>
  /** Only asked for events that are refused. */
  originalOf(index: number): Original
}

export interface AcceptEventsDeps {
  decide: Decide
  accepted: Gatherer<Accepted>
  rejected: Gatherer<DeadLetter>
  engines: Pick<Engines, 'facts' | 'failed'>
  /** Longest wait for the log, ms. */
  durableTimeoutMs: number
  /** Most bytes waiting for the log before no more are taken. */
  maxInFlightBytes: number
}

/** Events after which other requests get their turn. */
const turn = 100

/**
 * Decides each event of a request and answers when all are durable, the refused ones too: a verdict that nobody could
 * look up later is none. One event's fault never touches another's fate.
 *
 * @throws WeirError TIMEOUT, LOG_UNAVAILABLE, LOG_FULL, OVERLOADED: the outcome is unknown, and sending the same ids again is harmless.
 */
export function createAcceptEvents(deps: AcceptEventsDeps) {
  const { decide, accepted, rejected, engines, durableTimeoutMs, maxInFlightBytes } = deps
  let letters = 0
  return async function acceptEvents<T extends Sent>(submission: Submission<T>): Promise<Outcome[]> {
    const { door, arrival, sent, map, originalOf } = submission
    const { acceptedPartitions, rejectedPartitions } = engines.facts()
    // A log that hangs lets requests go at their deadline, but not the memory of their events.
    if (accepted.pendingBytes() + rejected.pendingBytes() > maxInFlightBytes)
      throw new WeirError('OVERLOADED', 'too many events wait for the event log', {
        remedy: 'Send again after Retry-After.',
      })
    const ticket = createTicket(sent.length)
    const decided: Pick<Outcome, 'id' | 'rejection'>[] = []
    for (const [index, one] of sent.entries()) {
      if (index > 0 && index % turn === 0) await setImmediate()
      const verdict = decide(one, arrival, map)
      if (isRejected(verdict)) {
        decided.push({ id: verdict.id, rejection: verdict.rejection })
        const letter = deadLetterOf(verdict, originalOf(index), { ...arrival, door })
        rejected.add(letters++ % rejectedPartitions, arrival.receivedAt, letter, ticket, index)
      } else {
        const { id, tenant, keys } = verdict.event
        decided.push({ id, rejection: undefined })
        const partition = acceptedPartition(tenant, keys, id, acceptedPartitions)
        accepted.add(partition, arrival.receivedAt, verdict, ticket, index)
      }
    }
    await ticket.done(durableTimeoutMs).catch((error: unknown) => {
      if (isWeirError(error, 'TIMEOUT')) engines.failed('log', error)
      throw error
    })
    return decided.map((outcome, index) => ({ ...outcome, at: ticket.places[index]! }))
  }
}

export type AcceptEvents = ReturnType<typeof createAcceptEvents>
