import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export type { Counter, Gauge, Histogram, Registry } from 'prom-client'

export interface MetricOptions<L extends string> {
  /** `weir_<subject>_<unit>`, a counter ends in `_total`. */
  name: `weir_${string}`
  help: string
  labels?: readonly L[]
}

export interface GaugeOptions<L extends string> extends MetricOptions<L> {
  /**
   * Called at each scrape to bring the gauge up to date. When it fails or takes too long the gauge has no value in that
   * scrape: an engine that is down must not take away the figures that show it.
   */
  collect?: (gauge: Gauge<L>) => void | Promise<void>
}

export interface Metrics {
  registry: Registry
  counter<L extends string = never>(options: MetricOptions<L>): Counter<L>
  gauge<L extends string = never>(options: GaugeOptions<L>): Gauge<L>
  /** `buckets` in the unit of the name; the default suits seconds from 1 ms to 10 s. */
  histogram<L extends string = never>(options: MetricOptions<L> & { buckets?: readonly number[] }): Histogram<L>
  /** The Prometheus text of everything, and its content type. */
  render(): Promise<{ contentType: string; text: string }>
}

const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Well below the time Prometheus gives a scrape. */
const collectTimeoutMs = 2_000

async function withinDeadline(collect: () => Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the figure came too late')), collectTimeoutMs)
  })
  await Promise.race([collect(), late]).finally(() => clearTimeout(timer))
}

/** A registry of its own (no globals) labelled with the service, with Node's process metrics. */
export function createMetrics(service: string, options: { process?: boolean } = {}): Metrics {
  const registry = new Registry()
  registry.setDefaultLabels({ service })
  // The default precision wakes an idle process a hundred times a second; ten are enough to see a blocked loop.
  if (options.process !== false) collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 100 })
  return {
    registry,
    counter: ({ name, help, labels = [] }) =>
      new Counter({ name, help, labelNames: [...labels], registers: [registry] }),
    gauge: ({ name, help, labels = [], collect }) => {
      // reset() would leave the single value of a gauge without labels at 0, which is a statement too.
      const forget = () => (labels.length > 0 ? gauge.reset() : gauge.remove())
      const gauge: Gauge<(typeof labels)[number]> = new Gauge({
        name,
        help,
        labelNames: [...labels],
        registers: [registry],
        ...(collect && { collect: () => withinDeadline(async () => collect(gauge)).catch(forget) }),
      })
      return gauge
    },
    histogram: ({ name, help, labels = [], buckets = secondsBuckets }) =>
      new Histogram({ name, help, labelNames: [...labels], buckets: [...buckets], registers: [registry] }),
    render: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  }
}
