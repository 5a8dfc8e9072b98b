import type { Metrics } from '@weir/telemetry'
import type { Message } from './delivery/deliver.ts'
import type { Delivery } from './delivery/verdict.ts'

/** What the service counts of itself. */
export function measure(telemetry: Metrics, options: { lagMs(): number | undefined; now: () => number }) {
  const looks = telemetry.histogram({
    name: 'weir_alerts_look_seconds',
    help: 'Time of one look at every series of every rule.',
  })
  const pages = telemetry.counter({
    name: 'weir_alerts_deliveries_total',
    help: 'Attempts to deliver a page.',
    labels: ['kind', 'outcome'],
  })
  const delay = telemetry.histogram({
    name: 'weir_alerts_delivery_seconds',
    help: 'From the decision to page to the answer of the channel.',
  })
  telemetry.gauge({
    name: 'weir_alerts_pipeline_lag_seconds',
    help: 'How far stored data is behind what was accepted; -1 while unknown.',
    collect: gauge => gauge.set((options.lagMs() ?? -1_000) / 1_000),
  })
  return {
    look: (seconds: number) => looks.observe(seconds),
    attempt({ page }: Message, { outcome }: Delivery): void {
      pages.inc({ kind: page.kind, outcome })
      if (outcome === 'delivered') delay.observe((options.now() - page.at) / 1_000)
    },
  }
}
