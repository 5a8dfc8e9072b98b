/** Whether the rules of a metric can be evaluated. */
export interface MetricHealth {
  metric: string
  /** Unix milliseconds. */
  since: number
  error: string
}

/** What cannot be evaluated now, by metric: the state "error" of every series of its rules. */
export interface Health {
  /** True when it was well before: worth a line in the log. */
  failed(metric: string, error: Error, at: number): boolean
  /** True when it had failed before. */
  well(metric: string): boolean
  /** Metrics that no rule asks for any more are forgotten. */
  keep(metrics: readonly string[]): void
  faults(): readonly MetricHealth[]
}

export function createHealth(): Health {
  const faults = new Map<string, MetricHealth>()
  return {
    failed(metric, { message }, at) {
      const before = faults.get(metric)
      faults.set(metric, { metric, since: before?.since ?? at, error: message })
      return before === undefined
    },
    well: metric => faults.delete(metric),
    keep(metrics) {
      for (const metric of faults.keys()) if (!metrics.includes(metric)) faults.delete(metric)
    },
    faults: () => [...faults.values()],
  }
}
