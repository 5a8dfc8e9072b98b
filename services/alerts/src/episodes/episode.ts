import type { SeenSeries } from '../evaluate/look.ts'
import type { Rule } from '../rules/rule.ts'

/** One line of what happened, newest last. */
export type TimelineEntry = { at: number; step: TimelineStep; detail?: string }
export type TimelineStep = 'crossed' | 'fired' | 'recovering' | 'relapsed' | 'resolved'

/** What a window of a condition said. Durations in milliseconds. */
export type ConditionReading = {
  windowMs: number
  op: string
  threshold: number
  value: number | null
  sample: number
}

/** From firing to resolved: what people are paged about. Kept in the state store; times are Unix milliseconds. */
export type Episode = {
  /** Newer ones sort first. */
  id: string
  tenant: string
  rule: string
  title: { en: string; zh: string }
  severity: Rule['severity']
  labels: { [name: string]: string }
  runbook: string | null
  metric: string
  unit: string
  dimensions: { [name: string]: string }
  state: 'firing' | 'recovering' | 'resolved'
  cause: 'breach' | 'no-data'
  /** Since when the conditions held. */
  crossedAt: number
  firedAt: number
  resolvedAt: number | null
  /** Why it ended, when not because it is clear. */
  endReason: EndReason | null
  minSample: number
  /** As they were when it fired. */
  conditions: ConditionReading[]
  /** The newest look at the resolve window, when it ended. */
  resolution: ConditionReading | null
  /** By how much data was behind when it fired, milliseconds. */
  lagMs: number | null
  contributors: Contributor[]
  timeline: TimelineEntry[]
}

export type EndReason = 'no-data' | 'rule-removed'

/** The values of one other dimension that bear most of the trouble. */
export type Contributor = { dimension: string; values: { value: string; reading: number | null; sample: number }[] }

const mostLines = 200

export function withLine(episode: Episode, line: TimelineEntry): Episode {
  const { timeline } = episode
  // A series that flaps for days keeps its beginning and its newest lines.
  const kept = timeline.length < mostLines ? timeline : [...timeline.slice(0, 10), ...timeline.slice(11)]
  return { ...episode, timeline: [...kept, line] }
}

export const readingsOf = (rule: Rule, seen: SeenSeries | undefined): ConditionReading[] =>
  rule.conditions.map(condition => readingOf(condition, seen))

export function readingOf(
  { window, op, value }: Pick<Rule['conditions'][number], 'window' | 'op' | 'value'>,
  seen: SeenSeries | undefined,
): ConditionReading {
  const reading = seen?.readings.get(window) ?? { value: null, sample: 0 }
  return { windowMs: window, op, threshold: value, value: reading.value, sample: reading.sample }
}
