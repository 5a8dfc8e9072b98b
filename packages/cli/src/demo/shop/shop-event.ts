import type { ShopperKey } from './shopper.ts'

/** One event as it is sent to `POST /v1/batch`. */
export interface ShopEvent {
  type: 'track' | 'page' | 'identify'
  messageId: string
  event?: string
  name?: string
  anonymousId?: string
  userId?: string
  traits?: Record<string, string>
  properties?: Record<string, unknown>
  context: { traits?: { phone: string }; externalIds?: { type: string; id: string; scope: string }[] }
  timestamp: string
}

/** What a visit is made of, before it has an id, a time and a shopper. */
export type Call = Pick<ShopEvent, 'type' | 'event' | 'name' | 'traits' | 'properties'>

/** Ids of a run start with this; a run id holds no dot, so no run's prefix begins another's. */
export const idPrefix = (runId: string): string => `demo-${runId}.`

export function shopEvent(messageId: string, atMs: number, keys: readonly ShopperKey[], call: Call): ShopEvent {
  const event: ShopEvent = { ...call, messageId, context: {}, timestamp: new Date(atMs).toISOString() }
  for (const key of keys) {
    if (key.field === 'externalId') {
      const { type, value: id, scope } = key
      event.context.externalIds = [...(event.context.externalIds ?? []), { type, id, scope }]
    } else if (key.field === 'phone') event.context.traits = { phone: key.value }
    else event[key.field] = key.value
  }
  return event
}
