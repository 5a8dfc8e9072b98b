/** Whether the rules of a metric can be evaluated. */
export interface MetricHealth {
  metric: string
  /** Unix milliseconds. */
  since: number
  error: string
}

/** What cannot be evaluated now, by metric: the state "error" of every series of its rules. */
export interface Health {
  failed(metric: string, error: Error, at: number): void
  well(metric: string): void
  /** Metrics that no rule asks for any more are forgotten. */
  keep(metrics: readonly string[]): void
  faults(): readonly MetricHealth[]
}

export function createHealth(): Health {
  const faults = new Map<string, MetricHealth>()
  return {
    failed: (metric, { message }, at) =>
      void faults.set(metric, { metric, since: faults.get(metric)?.since ?? at, error: message }),
    well: metric => void faults.delete(metric),
    keep(metrics) {
      for (const metric of faults.keys()) if (!metrics.includes(metric)) faults.delete(metric)
    },
    faults: () => [...faults.values()],
  }
}
