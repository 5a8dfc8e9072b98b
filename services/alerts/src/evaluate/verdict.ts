import type { Metric } from '@weir/metric-definitions'
import { type Condition, compare, type Rule } from '../rules/rule.ts'
import type { Timing, Verdict } from './series-state.ts'

/** Value and sample of one window of one series. */
export interface Reading {
  value: number | null
  sample: number
}

/** What a window without any event says: counts are zero, everything else is nothing. */
export const nothing = (metric: Metric): Reading => ({
  value: metric.kind === 'count' || metric.kind === 'sum' || metric.kind === 'unique' ? 0 : null,
  sample: 0,
})

/** How far back a rule that fires on silence remembers a series, milliseconds. */
export const memoryMs = 3_600_000

export const timingOf = (rule: Rule): Timing => ({
  forMs: rule.for,
  resolveForMs: rule.resolve?.for ?? rule.for,
  noData: rule.noData,
})

export const minSampleOf = (rule: Rule, metric: Metric): number => rule.minSample ?? metric.minSample

/** Whether a condition holds; undefined below the sample a window needs to say anything. */
function holds({ op, value }: Condition, reading: Reading, minSample: number): boolean | undefined {
  if (reading.value === null || reading.sample < minSample) return undefined
  return compare[op](reading.value, value)
}

/** A condition that surely fails decides, whatever the others lack. */
function all(results: readonly (boolean | undefined)[]): boolean | undefined {
  if (results.includes(false)) return false
  return results.includes(undefined) ? undefined : true
}

/** @param readings Of the series, by window in milliseconds; `memoryMs` among them for a rule that fires on silence. */
export function verdictOf(rule: Rule, metric: Metric, readings: ReadonlyMap<number, Reading>): Verdict {
  const minSample = minSampleOf(rule, metric)
  const reading = (window: number) => readings.get(window) ?? nothing(metric)
  const breach = all(rule.conditions.map(condition => holds(condition, reading(condition.window), minSample)))
  const clear = rule.resolve
    ? holds(rule.resolve, reading(rule.resolve.window), minSample)
    : breach === undefined
      ? undefined
      : !breach
  const silent = rule.noData.action === 'fire' && rule.conditions.every(({ window }) => reading(window).sample === 0)
  return { breach, clear, silent }
}
