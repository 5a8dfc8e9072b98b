import type { Event, IdentifiedEvent } from '@weir/event'
import type { MetricEvent } from '@weir/metric-definitions'
import type { ReadPayload } from './payload-reader.ts'

/** A stored event as the aggregator sees it; free-form properties are parsed only when a metric asks for one. */
export function metricEvent(identified: IdentifiedEvent & { event: Event }, payload: ReadPayload): MetricEvent {
  const { event } = identified
  let parsed: Record<string, unknown> | undefined
  return {
    tenant: event.tenant,
    type: event.type,
    source: event.source,
    occurredAt: event.occurredAt,
    id: event.id,
    anchorKey: identified.anchorKey,
    oneId: identified.oneId,
    columns: payload.columns,
    items: payload.items,
    field(path) {
      const name = path.startsWith('properties.') ? path.slice('properties.'.length) : path
      const typed = payload.fields[name]
      if (typed !== undefined && typed !== null) return typed
      parsed ??= JSON.parse(payload.properties) as Record<string, unknown>
      return name
        .split('.')
        .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], parsed)
    },
  }
}

/** Rejections and bad outcomes count as events of their own, without a person: metric `event_errors`. */
export function errorEvent(
  type: 'event.rejected' | 'event.quarantined',
  of: {
    tenant: string
    source: string
    id: string
    receivedAt: number
    code: string
  },
): MetricEvent {
  return {
    tenant: of.tenant,
    type,
    source: of.source,
    occurredAt: of.receivedAt,
    id: of.id,
    anchorKey: 0,
    oneId: 0,
    columns: { status: of.code },
    items: [],
    field: () => undefined,
  }
}
