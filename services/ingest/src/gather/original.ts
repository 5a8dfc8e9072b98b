import type { ProviderName } from '@weir/credentials'
import type { CallKind } from '../segment/calls.ts'

/** The way an event comes in. A replay goes the same way, so a door keeps its name once dead letters carry it. */
export type Door = `segment/${CallKind | 'batch'}` | 'cloudevents' | `webhook/${ProviderName}`

/** A refused event with all it takes to make it again. */
export interface Original {
  /** Exactly as it was sent. */
  text: string
  /** What came beside the text and is a part of the event, as JSON; empty when nothing did. */
  delivery: string
}

/** What came beside a text; empty when no value is there. */
export function deliveryText(parts: Readonly<Record<string, unknown>>): string {
  return Object.values(parts).some(part => part !== undefined) ? JSON.stringify(parts) : ''
}
