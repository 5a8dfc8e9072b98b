/** Topic names and the groups that must have processed a record before retention may delete it (design: the way of an event). */
export const topics = {
  accepted: 'events.accepted',
  identified: 'events.identified',
  rejected: 'events.rejected',
  changes: 'identity.changes',
} as const

export type Topic = (typeof topics)[keyof typeof topics]

export const groups = {
  /** identity reads events.accepted */
  identity: 'identity',
  /** the processor counts events.accepted independently of identity */
  ledger: 'ledger',
  /** the processor stores events.identified, events.rejected and identity.changes */
  processor: 'processor',
} as const

export const declaredGroups: Record<Topic, readonly string[]> = {
  [topics.accepted]: [groups.identity, groups.ledger],
  [topics.identified]: [groups.processor],
  [topics.rejected]: [groups.processor],
  [topics.changes]: [groups.processor],
}

/** Largest value of a log record, bytes; most events in one. */
export const maxRecordBytes = 900_000
export const maxRecordEvents = 1_000
