import type { Readiness } from '@weir/lifecycle'
import type { Metrics } from '@weir/telemetry'
import type { App } from './app.ts'

/** `/livez` (the loop turns), `/readyz` (of use, and if not why and since when), `/metrics` (Prometheus). */
export function addProbes(app: App, { readiness, metrics }: { readiness: Readiness; metrics: Metrics }): void {
  metrics.gauge({
    name: 'weir_ready_check',
    help: 'What /readyz looks at: 1 when the check passes, 0 when it does not.',
    labels: ['check'],
    collect(gauge) {
      for (const [check, { ok }] of Object.entries(readiness.report().checks)) gauge.set({ check }, Number(ok))
    },
  })
  const hidden = { schema: { hide: true } }
  app.get('/livez', hidden, async () => ({ status: 'ok' }))
  app.get('/readyz', hidden, async (_, reply) => {
    const report = readiness.report()
    return reply.code(report.ready ? 200 : 503).send(report)
  })
  app.get('/metrics', hidden, async (_, reply) => {
    const { contentType, text } = await metrics.render()
    return reply.header('content-type', contentType).send(text)
  })
}
