import { addScaled, type Scaled } from './decimal.ts'
import type { MetricEvent } from './event.ts'
import { numberReader, textReader } from './field.ts'
import type { Metric } from './metric.ts'
import { parseMetrics } from './parse.ts'
import { matchesType } from './predicate.ts'
import { tierMsAt } from './tier.ts'

/** Test material: metrics of every kind, random events, and the plainest possible reading of a metric. */

const words = (name: string) => ({
  name,
  title: { en: `${name} title`, zh: `${name} 标题` },
  definition: { en: 'x', zh: '某' },
  owner: 'tests',
  includes: { en: 'x', zh: '某' },
  excludes: { en: 'x', zh: '某' },
  unit: 'events',
  window: '5m',
})

export const everyKind: readonly Metric[] = parseMetrics(
  [
    { ...words('t_count'), kind: 'count', where: { type: ['order.paid', 'order.created'] }, dimensions: ['channel'] },
    {
      ...words('t_sum'),
      kind: 'sum',
      where: { type: 'order.*', channel: { not: 'b' } },
      value: 'amount',
      dimensions: ['currency', 'channel'],
      keepApart: ['currency'],
    },
    {
      ...words('t_avg'),
      kind: 'avg',
      where: { type: 'order.paid' },
      value: 'properties.load',
      dimensions: ['channel'],
    },
    { ...words('t_min'), kind: 'min', where: { type: 'order.*' }, value: 'properties.load', dimensions: ['channel'] },
    {
      ...words('t_max'),
      kind: 'max',
      where: { type: 'order.*', amount: { gt: 0, lte: 50 } },
      value: 'amount',
      dimensions: ['channel', 'properties.room'],
    },
    { ...words('t_unique'), kind: 'unique', where: { type: 'order.*' }, dimensions: ['channel'] },
    {
      ...words('t_ratio'),
      kind: 'ratio',
      numerator: { kind: 'count', where: { type: 'order.paid' } },
      denominator: { kind: 'count', where: { type: ['order.paid', 'order.created'] } },
      dimensions: ['channel', 'properties.room'],
    },
    {
      ...words('t_sums'),
      kind: 'ratio',
      scale: 100,
      numerator: { kind: 'sum', where: { type: 'order.paid' }, value: 'amount' },
      denominator: { kind: 'sum', where: { type: 'order.created', 'properties.vip': true }, value: 'amount' },
      dimensions: ['channel'],
    },
  ].map(text => ({ name: `${text.name}.yaml`, text: JSON.stringify(text) })),
)

export interface PlainEvent {
  tenant: string
  type: string
  id: string
  occurredAt: number
  anchorKey: number
  oneId: number
  columns: MetricEvent['columns']
  properties: Record<string, unknown>
}

export const asMetricEvent = (event: PlainEvent): MetricEvent => ({
  ...event,
  source: 'test',
  items: [],
  field: path =>
    path
      .split('.')
      .slice(1)
      .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], event.properties),
})

/** Small deterministic randomness: a test names its seed when it fails. */
export function createRandom(seed: number) {
  let state = seed >>> 0
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return { below, pick: <T>(values: readonly T[]): T => values[below(values.length)]! }
}
export type Random = ReturnType<typeof createRandom>

const amounts = ['10', '0.0001', '12.34', '-5.5', '99999999999999.9999', undefined, '50', '7.1234']
const loads = [1.5, 2, '3.25', 'high', undefined, 0.1234567, true, [1], -4]

export function randomEvent(random: Random, id: number, occurredAt: number): PlainEvent {
  const anchorKey = random.below(12)
  return {
    tenant: random.pick(['t1', 't1', 't1', 't2']),
    type: random.pick(['order.paid', 'order.created', 'order.refunded', 'page.viewed']),
    id: String(id),
    occurredAt,
    anchorKey,
    oneId: anchorKey === 0 ? 0 : Math.max(1, anchorKey - (anchorKey % 2)),
    columns: {
      amount: random.pick(amounts),
      currency: random.pick(['CNY', 'CNY', 'USD']),
      channel: random.pick(['a', 'b', '', '11:x', 'ü\uD800']),
    },
    properties: {
      load: random.pick(loads),
      room: random.pick(['r1', 'r2', undefined]),
      vip: random.pick([true, false, 'true']),
    },
  }
}

interface Sum {
  count: number
  sum: Scaled
  extremes: Scaled[]
  persons: Set<number>
}

const wellFormed = (text: string) => text.replaceAll(/\p{Surrogate}/gu, '\uFFFD')
export const dimensionsOf = (metric: Metric, event: PlainEvent): string[] =>
  metric.dimensionPaths.map(path => wellFormed(textReader(path)(asMetricEvent(event))))

function matches(metric: Metric, operand: number, event: MetricEvent): boolean {
  const { where } = metric.operands[operand]!
  return (
    matchesType(where.types, event.type) &&
    where.fields.every(({ path, tests }) =>
      tests.every(test => {
        if ('values' in test) return test.values.includes(textReader(path)(event)) === (test.op === 'in')
        const value = numberReader(path)(event)
        if (value === undefined) return false
        const [a, b] = [Number(value), Number(test.number) * 1e6]
        return { gt: a > b, gte: a >= b, lt: a < b, lte: a <= b }[test.op]
      }),
    )
  )
}

function sumOf(
  metric: Metric,
  operand: number,
  events: readonly PlainEvent[],
  person: (key: number, one: number) => number,
): Sum {
  const { value, kind } = metric.operands[operand]!
  const sum: Sum = { count: 0, sum: 0, extremes: [], persons: new Set() }
  for (const plain of events) {
    const event = asMetricEvent(plain)
    if (!matches(metric, operand, event)) continue
    if (kind === 'unique') {
      if (plain.anchorKey !== 0) sum.persons.add(person(plain.anchorKey, plain.oneId))
      continue
    }
    const read = value === undefined ? 0 : numberReader(value)(event)
    if (read === undefined) continue
    sum.count++
    sum.sum = addScaled(sum.sum, read)
    sum.extremes.push(read)
  }
  return sum
}

const floatOf = (scaled: Scaled) => Number(scaled) / 1e6
const sorted = (values: Scaled[]) => values.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))

/** Value and sample of some events, added up one by one. */
export function plainValue(
  metric: Metric,
  events: readonly PlainEvent[],
  person: (key: number, one: number) => number,
): { value: number | null; sample: number } {
  const first = sumOf(metric, 0, events, person)
  const { count, sum, extremes } = first
  if (metric.kind === 'count') return { value: count, sample: count }
  if (metric.kind === 'sum') return { value: floatOf(sum), sample: count }
  if (metric.kind === 'avg') return { value: count === 0 ? null : floatOf(sum) / count, sample: count }
  if (metric.kind === 'unique') return { value: first.persons.size, sample: first.persons.size }
  if (metric.kind === 'ratio') {
    const second = sumOf(metric, 1, events, person)
    const [numerator, denominator] = [first, second].map((part, at) =>
      metric.operands[at]!.kind === 'count' ? part.count : floatOf(part.sum),
    ) as [number, number]
    return { value: denominator === 0 ? null : (metric.scale * numerator) / denominator, sample: denominator }
  }
  const extreme = metric.kind === 'min' ? sorted(extremes).at(0) : sorted(extremes).at(-1)
  return { value: extreme === undefined ? null : floatOf(extreme), sample: count }
}

/** Whether an event counts for the value at `timeMs`: its bucket ends after t - w and starts by t. */
export function inWindow(event: PlainEvent, timeMs: number, windowMs: number, nowMs: number): boolean {
  const tierMs = tierMsAt(event.occurredAt, nowMs)
  const start = event.occurredAt - (event.occurredAt % tierMs)
  return start + tierMs > timeMs - windowMs && start <= timeMs
}
