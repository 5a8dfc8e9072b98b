import type { Event, Rejection } from '@weir/event'

/** An event that will be appended. Positions of sealed values count from the event's own first one. */
export interface Accepted {
  event: Event
  sealed: readonly string[]
}

/** An event that was refused; its original follows when the dead letter is written. */
export interface Rejected {
  rejection: Rejection
  id: string
  /** Empty where no type could be told. */
  type: string
  /** Fingerprint of the schema it was checked against; zeros when none. */
  payloadSchema: Uint8Array
}

export type Verdict = Accepted | Rejected

export const isRejected = (verdict: Verdict): verdict is Rejected => 'rejection' in verdict

/** Steps return what they made or why they refuse. */
export const isRejection = (outcome: object): outcome is Rejection => 'code' in outcome && 'message' in outcome
