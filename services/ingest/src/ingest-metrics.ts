import type { Metrics } from '@weir/telemetry'
import type { Outcome } from './accept-events.ts'
import type { GathererOptions } from './gather/gatherer.ts'

/** What ingest counts. Labels are of our own choice only: types and sources of senders would grow without bound. */
export function createIngestMetrics(metrics: Metrics) {
  const events = metrics.counter({ name: 'weir_ingest_events_total', help: 'Events by verdict.', labels: ['status'] })
  const rejections = metrics.counter({
    name: 'weir_ingest_rejections_total',
    help: 'Rejected events by the code of the verdict.',
    labels: ['code'],
  })
  const appends = metrics.histogram({
    name: 'weir_ingest_append_seconds',
    help: 'Time until an append was durable, sealing and encoding included.',
    labels: ['topic', 'result'],
  })
  const batch = metrics.histogram({
    name: 'weir_ingest_append_events',
    help: 'Events of one append.',
    labels: ['topic'],
    buckets: [1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000],
  })
  const inFlight = metrics.gauge({
    name: 'weir_ingest_in_flight_bytes',
    help: 'Bytes of the requests not answered yet.',
  })

  return {
    inFlight,
    decided(outcomes: readonly Outcome[]): void {
      let rejected = 0
      for (const { rejection } of outcomes)
        if (rejection) {
          rejected++
          rejections.inc({ code: rejection.code })
        }
      if (rejected > 0) events.inc({ status: 'rejected' }, rejected)
      if (rejected < outcomes.length) events.inc({ status: 'accepted' }, outcomes.length - rejected)
    },
    appended: (({ topic, events: count, ms, error }) => {
      appends.observe({ topic, result: error === undefined ? 'ok' : 'failed' }, ms / 1_000)
      batch.observe({ topic }, count)
    }) satisfies GathererOptions['onAppend'],
  }
}
