import { duration } from '@weir/config'
import { z } from 'zod'

const text = z.string().trim().min(1).max(500)
const bilingual = z.strictObject({ en: text, zh: text })

export const ruleName = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,63}$/, { error: 'write a name of small letters, digits, _ and -, at most 64' })

const window = duration.refine(ms => ms >= 10_000 && ms <= 30 * 86_400_000, { error: 'write from 10s to 30d' })
const wait = duration.refine(ms => ms <= 86_400_000, { error: 'write at most 1d' })

export const operators = ['<', '<=', '>', '>='] as const
export type Operator = (typeof operators)[number]

const condition = z.strictObject({
  window: window.describe('How far back the value looks, such as 3m'),
  op: z.enum(operators),
  value: z.number().describe('Threshold in the unit of the metric: a rate of 90 % is 0.9'),
})

/** A rule as people write it, in a file or over the API. Durations are text such as `30s`; parsed, they are milliseconds. */
export const ruleSchema = z.strictObject({
  name: ruleName.describe('Unique in the tenant; episodes carry it'),
  title: bilingual,
  metric: z.string().describe('Name of a metric'),
  groupBy: z.array(z.string()).max(4).default([]).describe('Dimensions: each combination is watched by itself'),
  filters: z.record(z.string(), z.array(z.string()).min(1)).default({}).describe('Only these values of a dimension'),
  conditions: z.array(condition).min(1).max(4).describe('All must hold'),
  for: wait.prefault('0s').describe('How long all must hold without a break before it fires'),
  resolve: z
    .strictObject({ ...condition.shape, for: wait.prefault('0s') })
    .optional()
    .describe('When it is over; when left out: the conditions no longer hold, for as long as `for`'),
  minSample: z.int().min(0).optional().describe('Below it a window says nothing; the default of the metric'),
  noData: z
    .strictObject({ action: z.enum(['keep', 'resolve', 'fire']), after: wait })
    .prefault({ action: 'resolve', after: '15m' })
    .describe('When a series has too little to say: keep its episode open, resolve it, or fire'),
  onLag: z
    .enum(['hold', 'mark'])
    .optional()
    .describe('While events are behind: hold still, or go on and say so; by default volumes hold and rates go on'),
  severity: z.enum(['red', 'yellow', 'green']),
  labels: z.record(z.string().max(64), z.string().max(200)).default({}),
  runbook: z.string().max(2_000).optional().describe('What to do: a URL or a few words'),
  channels: z.array(ruleName).max(20).optional().describe('Names; when left out, every channel marked default'),
  enabled: z.boolean().default(true),
})

/** A rule in force, durations in milliseconds. */
export type Rule = z.output<typeof ruleSchema>
export type RuleText = z.input<typeof ruleSchema>
export type Condition = Rule['conditions'][number]

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const

const durationText = (ms: number): string => {
  const [unit, size] = units.find(([, size]) => ms > 0 && ms % size === 0) ?? ['ms', 1]
  return `${ms / size}${unit}`
}

/** The rule as it is stored and shown: durations as text again. */
export const ruleText = (rule: Rule): RuleText => {
  const conditionText = (condition: Condition) => ({ ...condition, window: durationText(condition.window) })
  const { resolve, noData, ...rest } = rule
  return {
    ...rest,
    conditions: rule.conditions.map(conditionText),
    for: durationText(rule.for),
    noData: { ...noData, after: durationText(noData.after) },
    ...(resolve && { resolve: { ...conditionText(resolve), for: durationText(resolve.for) } }),
  }
}

export const compare: Record<Operator, (value: number, threshold: number) => boolean> = {
  '<': (value, threshold) => value < threshold,
  '<=': (value, threshold) => value <= threshold,
  '>': (value, threshold) => value > threshold,
  '>=': (value, threshold) => value >= threshold,
}
