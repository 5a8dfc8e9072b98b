import { type EventLog, groups, topics } from '@weir/event-log'
import type { Metrics } from '@weir/telemetry'
import type { Applied, IdentityStore } from './store/identity-store.ts'

/** What identity counts. */
export interface IdentityMetrics {
  batch(events: number, seconds: number): void
  applied(applied: Applied): void
  leading(leads: boolean): void
}

export function createIdentityMetrics(
  metrics: Metrics,
  { log, store }: { log: Pick<EventLog, 'lag'>; store: Pick<IdentityStore, 'mark'> },
): IdentityMetrics {
  const events = metrics.counter({ name: 'weir_identity_events_total', help: 'Events identified.' })
  const seconds = metrics.histogram({
    name: 'weir_identity_batch_seconds',
    help: 'From records read to outputs appended.',
  })
  const newKeys = metrics.counter({ name: 'weir_identity_new_keys_total', help: 'Keys seen for the first time.' })
  const newLinks = metrics.counter({ name: 'weir_identity_new_links_total', help: 'Links seen for the first time.' })
  const moved = metrics.counter({ name: 'weir_identity_overrides_total', help: 'Keys that got another OneID.' })
  const leading = metrics.gauge({
    name: 'weir_identity_leading',
    help: '1 in the process that identifies, 0 in one that stands by.',
  })
  leading.set(0)
  metrics.gauge({
    name: 'weir_identity_highest_key_id',
    help: 'Highest key id ever given.',
    collect: async gauge => gauge.set((await store.mark()).highWater),
  })
  metrics.gauge({
    name: 'weir_log_lag_records',
    help: 'Records of a topic that a group has not processed.',
    labels: ['topic', 'group', 'partition'],
    async collect(gauge) {
      const place = { topic: topics.accepted, group: groups.identity }
      for (const { partition, next, end } of await log.lag(place.topic, place.group)) {
        gauge.set({ ...place, partition }, end - next)
      }
    },
  })
  return {
    batch(count, duration) {
      events.inc(count)
      seconds.observe(duration)
    },
    applied(applied) {
      newKeys.inc(applied.newKeys)
      newLinks.inc(applied.newLinks)
      moved.inc(applied.changes.length)
    },
    leading: leads => leading.set(leads ? 1 : 0),
  }
}
