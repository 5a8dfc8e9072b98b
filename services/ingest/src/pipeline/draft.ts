/** A key as the sender gave it, and where. */
export interface SentKey {
  type: string
  scope: string | undefined
  value: string
  /** Path in the event, for verdicts. */
  path: string
  /** Sent as a key on purpose: a fault in it refuses the event. Others (a trait, a device) are left out and flagged. */
  declared: boolean
}

/**
 * One event in our words, nothing in it checked or protected yet. Each door (Segment's calls now, others later)
 * maps what it gets to drafts; everything after that is the same for all.
 */
export interface Draft {
  type: string
  /** The sender's id of the event, whatever was sent there. */
  id: unknown
  /** Name of the field the id came from. */
  idPath: string
  timestamp: unknown
  sentAt: unknown
  keys: readonly SentKey[]
  /** Typed and free-form values by the names the sender used. */
  fields: Record<string, unknown>
  /** Where `fields` stood in the event, such as `properties`. */
  fieldsPath: string
  /** Values beside `fields` that belong to the payload, by their path; a value in `fields` goes before them. */
  besides: readonly (readonly [name: string, value: unknown])[]
  context: Record<string, unknown> | undefined
  /** What ingest itself notes in the context: the event's own name, the kind of call. */
  notes: Record<string, string>
}
