import type { Coordinates } from './coordinates.ts'

export const receiptStates = ['pending', 'stored', 'duplicate', 'quarantined', 'suppressed', 'rejected'] as const
export type ReceiptState = (typeof receiptStates)[number]

/** What Weir knows of one event at one place on the log. Times are Unix ms. */
export interface Outcome {
  state: ReceiptState
  /** On events.accepted; of a rejected event on events.rejected. */
  coordinates: Coordinates
  /** `id`, `source`, `type`, and of a stored event what was stored. */
  event: { id: string; source: string; type: string } & Record<string, unknown>
  receivedAt: number
  /** When its outcome was written; absent while it is pending. */
  decidedAt?: number
  reason?: { code: string; field: string; message: string }
  /** Coordinates on events.identified. */
  identifiedAs?: string
  /** `partition.offset.index` on events.identified of the stored event this one repeats. */
  duplicateOf?: string
  /** Opens the original of a quarantined or rejected event; only for those who may read personal data. */
  original?: () => string
  /** Identity is known to have passed it. */
  identified?: boolean
}

/** The event a receipt is asked for. Without a source every source of the tenant may have sent it. */
export interface Asked {
  tenant: string
  id: string
  source: string | undefined
}

export const isAsked = (asked: Asked, event: { tenant: string; id: string; source: string }): boolean =>
  event.tenant === asked.tenant &&
  event.id === asked.id &&
  (asked.source === undefined || asked.source === event.source)

const precedence: readonly ReceiptState[] = ['stored', 'pending', 'quarantined', 'suppressed', 'rejected', 'duplicate']

/**
 * Which of several outcomes of one id speaks for it when nobody asked for certain coordinates: the stored one, for that
 * is where the event lives; of equals the newest.
 */
export const mostTelling = (outcomes: readonly Outcome[]): Outcome | undefined =>
  outcomes.toSorted(
    (a, b) => precedence.indexOf(a.state) - precedence.indexOf(b.state) || b.receivedAt - a.receivedAt,
  )[0]
