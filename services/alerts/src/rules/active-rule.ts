import { WeirError } from '@weir/errors'
import type { Metric } from '@weir/metric-definitions'
import type { Rule } from './rule.ts'

/** A rule in force, with the metric it reads. */
export interface ActiveRule {
  rule: Rule
  /** Undefined: from a file, for every tenant that has points. */
  tenant: string | undefined
  metric: Metric
}

export type Metrics = ReadonlyMap<string, Metric>

/** Everything that is wrong between a rule and the metrics there are, with the path of the field. */
export function ruleFaults(rule: Rule, metrics: Metrics): { field: string; message: string }[] {
  const metric = metrics.get(rule.metric)
  if (!metric) return [{ field: 'metric', message: `there is no metric "${rule.metric}"` }]
  const known = metric.dimensions.join(', ') || 'none'
  const unknown = (name: string) => !metric.dimensions.includes(name)
  const fault = (field: string, name: string) => ({
    field,
    message: `${metric.name} has no dimension "${name}"; its dimensions: ${known}`,
  })
  return [
    ...rule.groupBy.flatMap((name, index) => (unknown(name) ? [fault(`groupBy[${index}]`, name)] : [])),
    ...Object.keys(rule.filters).flatMap(name => (unknown(name) ? [fault(`filters.${name}`, name)] : [])),
  ]
}

/** @throws WeirError REQUEST_MALFORMED naming the first field at fault. */
export function checkRule(rule: Rule, metrics: Metrics): void {
  const [fault] = ruleFaults(rule, metrics)
  if (fault) throw new WeirError('REQUEST_MALFORMED', fault.message, { field: fault.field })
}
