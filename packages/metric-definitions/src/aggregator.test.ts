import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createAggregator } from './aggregator.ts'
import { addScaled, formatScaled } from './decimal.ts'
import {
  asMetricEvent,
  createRandom,
  dimensionsOf,
  everyKind,
  type PlainEvent,
  plainValue,
  randomEvent,
} from './fixture.ts'
import { encodePoints, type MetricPoint, metricPointColumns } from './point.ts'
import { tiers } from './tier.ts'

const start = Date.UTC(2026, 0, 1, 23, 50)

/** Late, shuffled, some straddling buckets' borders: times in any order over half an hour. */
function randomEvents(seed: number, count: number): PlainEvent[] {
  const random = createRandom(seed)
  return Array.from({ length: count }, (_, id) => {
    const time = start + random.below(1_800) * 1_000 + random.pick([0, 1, 999])
    return randomEvent(random, id, time)
  })
}

/** Points of several ranges, merged as the table merges them. */
function merge(points: readonly MetricPoint[]): Map<string, MetricPoint> {
  const merged = new Map<string, MetricPoint>()
  for (const point of points) {
    const key = JSON.stringify([
      point.tenant,
      point.metric,
      point.operand,
      point.tier,
      point.bucket,
      point.dimensions,
      point.member,
    ])
    const before = merged.get(key)
    if (!before) merged.set(key, { ...point })
    else {
      before.count += point.count
      before.sum = addScaled(before.sum, point.sum)
      before.oneId = Math.min(before.oneId, point.oneId)
      if (point.min !== null && (before.min === null || point.min < before.min)) before.min = point.min
      if (point.max !== null && (before.max === null || point.max > before.max)) before.max = point.max
    }
  }
  return merged
}

describe('createAggregator', () => {
  it('equals a sum over the events of each bucket, in every tier, however they are cut into ranges', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 1, max: 6 }), (seed, ranges) => {
        const events = randomEvents(seed, 120)
        const aggregator = createAggregator(everyKind)
        const points: MetricPoint[] = []
        for (const [index, event] of events.entries()) {
          aggregator.add(asMetricEvent(event))
          if (index % Math.ceil(events.length / ranges) === 0) points.push(...aggregator.drain())
        }
        points.push(...aggregator.drain())
        const merged = merge(points)
        let checked = 0
        for (const metric of everyKind) {
          for (const { seconds } of tiers) {
            const groups = groupBy(events, event => {
              const time = Math.floor(event.occurredAt / 1_000)
              return JSON.stringify([event.tenant, time - (time % seconds), dimensionsOf(metric, event)])
            })
            for (const [group, members] of groups) {
              const [tenant, bucket, dimensions] = JSON.parse(group)
              const of = [...merged.values()].filter(
                point =>
                  point.tenant === tenant &&
                  point.metric === metric.id &&
                  point.tier === seconds &&
                  point.bucket === bucket &&
                  JSON.stringify(point.dimensions) === JSON.stringify(dimensions),
              )
              checked += of.length
              expect(pointsValue(metric, of), metric.name).toEqual(plainValue(metric, members, key => key))
            }
          }
        }
        expect(checked).toBe(merged.size)
      }),
      { numRuns: 8 },
    )
  })

  it('never promises fewer rows than it drains', () => {
    const aggregator = createAggregator(everyKind)
    for (const event of randomEvents(3, 300)) aggregator.add(asMetricEvent(event))
    const promised = aggregator.points()
    expect(aggregator.drain().length).toBeLessThanOrEqual(promised)
    expect(aggregator.points()).toBe(0)
    expect(aggregator.drain()).toEqual([])
  })

  it('makes no points that would be dropped at once, of events that come years later', () => {
    const dayMs = 86_400_000
    const tiersAfter = (days: number) => {
      const aggregator = createAggregator(everyKind)
      for (const event of randomEvents(3, 50)) aggregator.add(asMetricEvent(event))
      return [...new Set(aggregator.drain(start + days * dayMs).map(({ tier }) => tier))]
    }
    expect(tiersAfter(0)).toEqual([10, 60, 900])
    expect(tiersAfter(8)).toEqual([10, 60, 900])
    expect(tiersAfter(11)).toEqual([60, 900])
    expect(tiersAfter(94)).toEqual([900])
    expect(tiersAfter(4_000)).toEqual([900])
  })

  it('aggregates metrics of one id once', () => {
    const [metric] = everyKind
    const aggregator = createAggregator([metric!, { ...metric!, name: 'again', windowMs: 60_000 }])
    for (const event of randomEvents(5, 50)) aggregator.add(asMetricEvent(event))
    const once = createAggregator([metric!])
    for (const event of randomEvents(5, 50)) once.add(asMetricEvent(event))
    expect(aggregator.drain()).toEqual(once.drain())
  })

  it('keeps the smallest OneID of each bucket when one changed within the range', () => {
    const aggregator = createAggregator(everyKind)
    const event = (oneId: number, seconds: number): PlainEvent => ({
      tenant: 't', type: 'order.paid', id: `${oneId}`, occurredAt: start + seconds * 1_000, anchorKey: 9, oneId, columns: {}, properties: {},
    }) // biome-ignore format: one line an event
    for (const plain of [event(7, 0), event(3, 1), event(5, 15), event(7, 25), event(7, 35), event(3, 36)])
      aggregator.add(asMetricEvent(plain))
    const unique = everyKind.find(({ kind }) => kind === 'unique')!
    const stamped = aggregator.drain().filter(({ metric, tier }) => metric === unique.id && tier === 10)
    expect(stamped.map(({ oneId }) => oneId)).toEqual([3, 5, 7, 3])
  })

  it('writes lines in the order of the columns', () => {
    const point: MetricPoint = {
      tenant: 'a "b"', metric: 'm@1', operand: 2, tier: 60, bucket: 1_700_000_040, dimensions: ['x', ''], member: 5,
      oneId: 4, count: 3, sum: 12_345_678_901_234_567_890n, min: null, max: -1_500_000,
    } // biome-ignore format: a row
    const line = encodePoints([point, { ...point, dimensions: [] }]).split('\n')
    expect(line).toHaveLength(3)
    const row = JSON.parse(line[0]!)
    expect(Object.fromEntries(metricPointColumns.map((name, index) => [name, row[index]]))).toMatchObject({
      tenant: 'a "b"', metric: 'm@1', operand: 2, tier: 60, bucket: 1_700_000_040, dimensions: ['x', ''], member: 5,
      one_id: 4, count: 3, min: null, max: -1.5,
    }) // biome-ignore format: a row
    expect(line[0]).toContain(',12345678901234.567890,')
  })
})

/** What the points of one bucket and group say. */
function pointsValue(metric: (typeof everyKind)[number], points: readonly MetricPoint[]) {
  const of = (operand: number) => points.filter(point => point.operand === operand)
  const total = (rows: readonly MetricPoint[]) => rows.reduce((sum, { count }) => sum + count, 0)
  const sum = (rows: readonly MetricPoint[]) =>
    Number(rows.reduce((all, { sum }) => addScaled(all, sum), 0 as number | bigint)) / 1e6
  const [first, second] = metric.operands
  const part = (operand: typeof first) =>
    operand?.kind === 'count' ? total(of(operand.number)) : sum(of(operand?.number ?? 0))
  if (metric.kind === 'ratio') {
    const sample = part(second)
    return { value: sample === 0 ? null : (metric.scale * part(first)) / sample, sample }
  }
  if (metric.kind === 'unique') return { value: points.length, sample: points.length }
  const sample = total(points)
  if (metric.kind === 'count') return { value: sample, sample }
  if (metric.kind === 'sum') return { value: sum(points), sample }
  if (metric.kind === 'avg') return { value: sample === 0 ? null : sum(points) / sample, sample }
  const extreme = points[0]?.[metric.kind] ?? null
  return { value: extreme === null ? null : Number(formatScaled(extreme)), sample }
}

function groupBy<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const value of values) groups.set(keyOf(value), [...(groups.get(keyOf(value)) ?? []), value])
  return groups
}
