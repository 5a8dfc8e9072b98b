import { expect, it } from 'vitest'
import { createMetrics } from './metrics.ts'

it('renders every metric with the service label, gauges brought up to date at the scrape', async () => {
  const metrics = createMetrics('ingest')
  metrics.counter({ name: 'weir_events_total', help: 'Events.', labels: ['status'] }).inc({ status: 'accepted' }, 3)
  metrics.gauge({ name: 'weir_open_bytes', help: 'Bytes.', collect: gauge => gauge.set(7) })
  metrics.histogram({ name: 'weir_append_seconds', help: 'Appends.' }).observe(0.003)
  const { contentType, text } = await metrics.render()
  expect(contentType).toContain('text/plain')
  expect(text).toContain('weir_events_total{status="accepted",service="ingest"} 3')
  expect(text).toContain('weir_open_bytes{service="ingest"} 7')
  expect(text).toContain('weir_append_seconds_bucket{le="0.005",service="ingest"} 1')
  expect(text).toContain('process_cpu_seconds_total')
})

it('leaves out a gauge that cannot be brought up to date, and shows the rest', async () => {
  const metrics = createMetrics('identity', { process: false })
  let down = false
  metrics.gauge({
    name: 'weir_log_lag_records',
    help: 'Records.',
    async collect(gauge) {
      if (down) throw new Error('no broker answers')
      gauge.set(5)
    },
  })
  metrics.counter({ name: 'weir_events_total', help: 'Events.' }).inc(3)
  expect((await metrics.render()).text).toContain('weir_log_lag_records{service="identity"} 5')
  down = true
  const { text } = await metrics.render()
  expect(text).not.toContain('weir_log_lag_records{')
  expect(text).toContain('weir_events_total{service="identity"} 3')
})
