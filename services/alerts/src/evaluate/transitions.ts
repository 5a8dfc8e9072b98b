import type { Metric } from '@weir/metric-definitions'
import type { EndReason } from '../episodes/episode.ts'
import type { ActiveRule } from '../rules/active-rule.ts'
import { type MetricLook, type SeenSeries, seriesOf } from './look.ts'
import type { SeriesReading } from './series-reader.ts'
import { type SeriesState, type Step, type Stepped, stepSeries } from './series-state.ts'
import { type StoredSeries, stateOf } from './series-store.ts'
import { timingOf, verdictOf } from './verdict.ts'

/** A series that moves, with what is needed to write it down. */
export interface Transition {
  key: string
  /** Undefined when the rule is gone. */
  active: ActiveRule | undefined
  seen: SeenSeries
  before: StoredSeries | undefined
  next: SeriesState
  step?: Step
  crossedAt?: number
  reason?: EndReason
}

/** Every series of a rule that was read, and every one that is not normal: those have documents. */
export function transitionsOf(
  look: MetricLook,
  active: ActiveRule,
  readings: readonly SeriesReading[],
  documents: ReadonlyMap<string, StoredSeries>,
  at: number,
  interrupted: boolean,
): Transition[] {
  const { rule, metric } = active
  const series = seriesOf(look, active, readings)
  for (const { key, value } of documents.values()) {
    const ours = value.rule === rule.name && (active.tenant === undefined || active.tenant === value.tenant)
    if (ours && !series.has(key) && fits(rule.groupBy, metric, value.dimensions))
      series.set(key, { tenant: value.tenant, dimensions: value.dimensions, readings: new Map() })
  }
  return [...series].flatMap(([key, seen]): Transition[] => {
    const before = documents.get(key)
    const state = stateOf(before?.value)
    const stepped = stepSeries(state, verdictOf(rule, metric, seen.readings), timingOf(rule), at, interrupted)
    return moved(state, stepped) ? [{ key, active, seen, before, ...stepped }] : []
  })
}

/** Normal stays undocumented whatever its time says. */
function moved(before: SeriesState, { next, step }: Stepped): boolean {
  if (step !== undefined || next.state !== before.state) return true
  if (next.state === 'normal') return false
  return next.since !== before.since || next.quietSince !== before.quietSince || next.cause !== before.cause
}

/** Whether a documented series is still one of the rule's: an edited grouping makes others. */
function fits(groupBy: readonly string[], metric: Metric, dimensions: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(dimensions)
  return (
    groupBy.every(name => names.includes(name)) &&
    names.every(name => groupBy.includes(name) || metric.keepApart.includes(name))
  )
}

/** Series whose rule is gone, switched off or regrouped: what fired is closed, and says why. */
export function orphansOf(
  rules: readonly ActiveRule[],
  documents: ReadonlyMap<string, StoredSeries>,
  at: number,
): Transition[] {
  return [...documents.values()].flatMap((before): Transition[] => {
    const { tenant, rule: name, dimensions } = before.value
    const owned = rules.some(
      ({ rule, tenant: of, metric }) =>
        rule.name === name && (of === undefined || of === tenant) && fits(rule.groupBy, metric, dimensions),
    )
    if (owned) return []
    const seen = { tenant, dimensions, readings: new Map() }
    const next: SeriesState = { state: 'normal', since: at }
    const gone = { key: before.key, active: undefined, seen, before, next }
    return [before.value.episode === undefined ? gone : { ...gone, step: 'resolved', reason: 'rule-removed' }]
  })
}
