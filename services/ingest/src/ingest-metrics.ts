import type { PlanViolation, ProviderName } from '@weir/credentials'
import type { Metrics } from '@weir/telemetry'
import type { Outcome } from './accept-events.ts'
import type { WebhookResult } from './door/webhooks.ts'
import type { GathererOptions } from './gather/gatherer.ts'
import type { ReplayVerdict } from './replay/replay.ts'

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

  const limited = metrics.counter({
    name: 'weir_ingest_rate_limited_total',
    help: 'Requests answered 429 because their key had sent too much.',
  })
  const importPaused = metrics.counter({
    name: 'weir_ingest_import_paused_total',
    help: 'Requests of imports answered 429 because live events came first.',
  })
  const importRate = metrics.gauge({
    name: 'weir_ingest_import_bytes_per_second',
    help: 'How fast imports may come in; 0 while the pipeline is behind.',
  })
  const webhooks = metrics.counter({
    name: 'weir_ingest_webhooks_total',
    help: 'Requests to the endpoints of providers by result: refused ones proved nothing.',
    labels: ['provider', 'result'],
  })
  const violations = metrics.counter({
    name: 'weir_ingest_plan_violations_total',
    help: 'Events that were not as the tracking plan of their source says, by what became of them.',
    labels: ['plan', 'kind', 'action'],
  })

  const replays = metrics.counter({
    name: 'weir_ingest_replays_total',
    help: 'Dead letters that were replayed, by what became of them; without dry runs.',
    labels: ['result'],
  })

  return {
    /** Events that came in again are accepted events like any other; those refused again were counted the first time. */
    replayed(verdicts: readonly ReplayVerdict[], dryRun: boolean): void {
      if (dryRun) return
      for (const { status } of verdicts) {
        replays.inc({ result: status })
        if (status === 'accepted') events.inc({ status })
      }
    },
    violated: ({ plan, kind, action }: Pick<PlanViolation, 'plan' | 'kind' | 'action'>) =>
      violations.inc({ plan, kind, action }),
    inFlight,
    webhook: (provider: ProviderName, result: WebhookResult) => webhooks.inc({ provider, result }),
    limited: () => limited.inc(),
    importPaused: () => importPaused.inc(),
    importRate,
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
