import { type EventLog, groups, type Topic, topics } from '@weir/event-log'
import { type App, internalOnly } from '@weir/http'
import type { Metrics } from '@weir/telemetry'
import { z } from 'zod'

const read: readonly [Topic, string][] = [
  [topics.accepted, groups.identity],
  [topics.accepted, groups.ledger],
  [topics.identified, groups.processor],
  [topics.rejected, groups.processor],
  [topics.changes, groups.processor],
]

const Lag = z.object({
  lag: z.array(z.object({ topic: z.string(), group: z.string(), partition: z.int(), next: z.int(), end: z.int() })),
})

/** Records each stage has yet to do, for people and dashboards. */
export function lagRoute(app: App, { log, token }: { log: EventLog; token: string }): void {
  app.get(
    '/v1/processor/lag',
    { onRequest: internalOnly(token), schema: { summary: 'Records each stage has yet to do', response: { 200: Lag } } },
    async () => {
      const rows = await Promise.all(
        read.map(async ([topic, group]) => (await log.lag(topic, group)).map(at => ({ topic, group, ...at }))),
      )
      return { lag: rows.flat() }
    },
  )
}

/** The same for Prometheus, without what identity tells of itself. */
export function lagMetric(metrics: Metrics, log: Pick<EventLog, 'lag'>): void {
  metrics.gauge({
    name: 'weir_log_lag_records',
    help: 'Records of a topic that a group has not processed.',
    labels: ['topic', 'group', 'partition'],
    async collect(gauge) {
      const own = read.filter(([, group]) => group !== groups.identity)
      const lags = await Promise.all(
        own.map(async ([topic, group]) => ({ topic, group, at: await log.lag(topic, group) })),
      )
      for (const { topic, group, at } of lags)
        for (const { partition, next, end } of at) gauge.set({ topic, group, partition }, end - next)
    },
  })
}
