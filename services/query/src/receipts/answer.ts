import { z } from 'zod'
import { isoTime } from '../times.ts'
import { formatCoordinates } from './coordinates.ts'
import type { Found } from './find-receipt.ts'
import { jsonOrText } from './original.ts'
import { type Outcome, receiptStates } from './outcome.ts'
import { receiptPath } from './receipt-path.ts'

const State = z.enum(receiptStates)

const Place = z.object({
  topic: z.enum(['events.accepted', 'events.rejected']),
  log: z.string().describe('Generation of the log'),
  partition: z.int(),
  offset: z.int(),
  index: z.int().describe('Of the event in its record'),
})

export const ReceiptAnswer = z
  .object({
    state: State,
    event: z.looseObject({ id: z.string(), source: z.string(), type: z.string(), receivedAt: z.string() }),
    coordinates: Place,
    steps: z
      .array(
        z.object({
          stage: z.enum(['accepted', 'identified', ...receiptStates]),
          at: z.string().nullable().describe('ISO 8601, UTC; null where the time is not recorded, or not come'),
          detail: z.string(),
        }),
      )
      .describe('The way of the event so far'),
    reason: z
      .object({ code: z.string(), field: z.string(), message: z.string() })
      .optional()
      .describe('Why it was quarantined or rejected'),
    original: z
      .unknown()
      .optional()
      .describe('The event as it was sent, of a quarantined or rejected one; only with read-personal'),
    others: z
      .array(z.object({ state: State, coordinates: Place, receivedAt: z.string(), receipt: z.string() }))
      .describe('Other arrivals of the same id'),
  })
  .meta({ id: 'Receipt' })

export type Receipt = z.input<typeof ReceiptAnswer>

/** The receipt as it is sent. `personal`: the reader may see originals. */
export function receiptOf({ outcome, others }: Found, personal: boolean): Receipt {
  const { event, receivedAt, reason } = outcome
  return {
    state: outcome.state,
    event: { ...event, receivedAt: isoTime(receivedAt) },
    coordinates: placeOf(outcome),
    steps: stepsOf(outcome),
    ...(reason && { reason }),
    ...(personal && outcome.original && { original: jsonOrText(outcome.original()) }),
    others: others.map(other => ({
      state: other.state,
      coordinates: placeOf(other),
      receivedAt: isoTime(other.receivedAt),
      receipt: ownReceipt(other),
    })),
  }
}

function ownReceipt({ state, event, coordinates }: Outcome): string {
  const place = formatCoordinates(coordinates)
  return receiptPath(event, state === 'rejected' ? { rejected: place } : { at: place })
}

const placeOf = ({ state, coordinates }: Outcome): Receipt['coordinates'] => ({
  topic: state === 'rejected' ? 'events.rejected' : 'events.accepted',
  ...coordinates,
})

function stepsOf(outcome: Outcome): Receipt['steps'] {
  const { state, receivedAt, decidedAt, coordinates, event } = outcome
  const at = (ms: number | undefined) => (ms === undefined ? null : isoTime(ms))
  const place = `partition ${coordinates.partition}, offset ${coordinates.offset}, index ${coordinates.index}`
  if (state === 'rejected') {
    return [{ stage: 'rejected', at: at(receivedAt), detail: outcome.reason?.message ?? 'refused at the door' }]
  }
  const accepted = { stage: 'accepted', at: at(receivedAt), detail: `durable on the log: ${place}` } as const
  if (state === 'pending') {
    const next = outcome.identified
      ? [
          identified(event.oneId),
          { stage: 'pending', at: null, detail: 'waits for the processor to store it' } as const,
        ]
      : [{ stage: 'pending', at: null, detail: 'waits for identity to find out whose it is' } as const]
    return [accepted, ...next]
  }
  return [accepted, identified(event.oneId), { stage: state, at: at(decidedAt), detail: decision(outcome) }]
}

const identified = (oneId: unknown): Receipt['steps'][number] => ({
  stage: 'identified',
  at: null,
  detail:
    oneId === undefined
      ? 'resolved'
      : oneId === '0'
        ? 'no usable key: it belongs to no person'
        : `OneID ${String(oneId)}`,
})

function decision({ state, reason, duplicateOf }: Outcome): string {
  if (state === 'stored') return 'in ClickHouse, counted once'
  if (state === 'duplicate')
    return `this id was stored before${duplicateOf === undefined ? '' : ` (identified ${duplicateOf})`}; not counted again`
  if (state === 'suppressed') return 'its person was erased, and the event is not newer than the erasure'
  return reason?.message ?? 'kept aside with its original'
}
