import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Analytics, startAnalytics } from './analytics.fixture.ts'
import { createRandom, dimensionsOf, everyKind, inWindow, type PlainEvent, plainValue, randomEvent } from './fixture.ts'
import { type InstantRow, instantQuery } from './instant.ts'
import type { Metric } from './metric.ts'
import { recountQuery } from './recount.ts'
import { readSeries, type SeriesRow, seriesQuery } from './series.ts'
import { tierSpans } from './tier.ts'
import { metricViewSql } from './view.ts'

const minute = 60_000
const day = 86_400_000
const now = Math.floor(Date.now() / 1_000) * 1_000 + 437
const today = now - (now % day)
const overrides = new Map([
  [4, 2],
  [5, 2],
  [9, 8],
])
const personOf = (key: number, oneId: number) => overrides.get(key) ?? oneId

/** Where events fall: each tier, and both borders between tiers. */
const places = [now - 20 * minute, today - 7 * day, now - 20 * day, today - 90 * day, now - 120 * day]

function events(): PlainEvent[] {
  const random = createRandom(20_260_101)
  const all = places.flatMap((place, at) =>
    Array.from({ length: 160 }, (_, id) =>
      randomEvent(random, at * 1_000 + id, place + (random.below(36 * minute) - 18 * minute)),
    ),
  )
  return all.toSorted((a, b) => a.id.localeCompare(b.id) + random.below(7) - 3)
}

describe('points and queries on ClickHouse', () => {
  const stored = events()
  let analytics: Analytics

  beforeAll(async () => {
    analytics = await startAnalytics(stored, overrides)
  })
  afterAll(() => analytics?.stop())

  it.each(everyKind.map(metric => [metric.name, metric] as const))(
    '%s: merged points equal a recount of the events',
    async (_, metric) => {
      // Older buckets of a tier may have expired.
      for (const { seconds, fromMs } of tierSpans(now)) {
        const points = await analytics.query<Record<string, unknown>>({
          sql: `SELECT tenant, operand, bucket, dimensions, member, min(one_id) AS one_id, sum(count) AS count, sum(sum) AS sum, min(min) AS min, max(max) AS max
              FROM weir_data.metric_points WHERE tenant = 't1' AND metric = {metric:String} AND tier = {tier:UInt16} AND bucket >= toDateTime({from:UInt32}, 'UTC')
              GROUP BY tenant, operand, bucket, dimensions, member ORDER BY ALL`,
          params: { metric: metric.id, tier: seconds, from: fromMs / 1_000 },
        })
        const { sql, params } = recountQuery(metric, { tenant: 't1', tierSeconds: seconds, fromMs, toMs: now + day })
        const recount = await analytics.query<Record<string, unknown>>({
          sql: `SELECT * FROM (${sql}) ORDER BY ALL`,
          params,
        })
        expect(points.length).toBeGreaterThan(20)
        expect(points).toEqual(recount)
      }
    },
  )

  const windows = [30_000, 3 * minute, 10 * minute, 3_600_000, 2 * day]
  it.each(everyKind.map(metric => [metric.name, metric] as const))(
    '%s: series equal a sum over the events of each window',
    async (_, metric) => {
      const random = createRandom(7)
      for (const place of places) {
        for (let round = 0; round < 2; round++) {
          const groupBy = random.pick([[], ['channel'], metric.dimensions])
          const filters: Record<string, string[]> = random.pick([{}, {}, { channel: ['a', ''] }])
          const from = place - random.below(20 * minute)
          const request = {
          tenant: 't1', groupBy, filters, from, to: from + random.below(30 * minute), nowMs: now,
          stepMs: random.pick([10_000, 60_000, 7 * minute]), windowMs: random.pick(windows), limit: 1_000,
        } // biome-ignore format: a request
          const query = seriesQuery(metric, request)
          const series = readSeries(await analytics.query<SeriesRow>(query))
          const names = [...new Set([...groupBy, ...(filters.currency ? [] : metric.keepApart)])]
          expect(series.map(({ dimensions }) => Object.keys(dimensions).toSorted())).toEqual(
            series.map(() => names.toSorted()),
          )
          const found = new Set(series.map(({ dimensions }) => names.map(name => dimensions[name]).join()))
          const { start, step, points: count } = query.params as { start: number; step: number; points: number }
          const grid = Array.from({ length: count }, (_, index) => start + index * step)
          for (const event of stored) {
            const own = Object.fromEntries(
              names.map(name => [name, dimensionsOf(metric, event)[metric.dimensions.indexOf(name)]!]),
            )
            if (
              event.tenant !== 't1' ||
              found.has(names.map(name => own[name]).join()) ||
              !belongs(metric, event, own, filters)
            )
              continue
            if (plainValue(metric, [event], personOf).sample === 0) continue
            expect(
              grid.some(time => inWindow(event, time, request.windowMs, now)),
              JSON.stringify(own),
            ).toBe(false)
          }
          for (const { dimensions, points } of series) {
            const own = stored.filter(event => event.tenant === 't1' && belongs(metric, event, dimensions, filters))
            for (const { time, value, sample } of points) {
              const inside = own.filter(event => inWindow(event, time, request.windowMs, now))
              expect({ value, sample }, JSON.stringify({ request, dimensions, time })).toEqual(
                close(plainValue(metric, inside, personOf)),
              )
            }
          }
        }
      }
    },
  )

  it.each(everyKind.map(metric => [metric.name, metric] as const))(
    '%s: several windows at one moment equal the same sums',
    async (_, metric) => {
      const at = places[0]!
      const reads = [
        { tenant: 't1', windowMs: 30_000, groupBy: ['channel'], filters: {} },
        { tenant: 't1', windowMs: 3 * minute, groupBy: [], filters: {} },
        { tenant: 't2', windowMs: 3 * minute, groupBy: metric.dimensions, filters: { channel: ['a', 'b'] } },
        { windowMs: 30 * minute, groupBy: [], filters: {} },
      ]
      const rows = await analytics.query<InstantRow>(instantQuery(metric, { at, nowMs: now, reads }))
      expect(rows.length).toBeGreaterThan(1)
      expect(new Set(rows.filter(({ read }) => Number(read) === 3).map(({ tenant }) => tenant))).toEqual(
        new Set(['t1', 't2']),
      )
      for (const { read, tenant, dimensions, value, sample } of rows) {
        const { windowMs, filters } = reads[Number(read)]!
        const inside = stored.filter(
          event =>
            event.tenant === tenant &&
            belongs(metric, event, dimensions, filters) &&
            inWindow(event, at, windowMs, now),
        )
        expect({ value, sample }).toEqual(close(plainValue(metric, inside, personOf)))
      }
    },
  )

  it.each(everyKind.map(metric => [metric.name, metric] as const))(
    '%s: its view has each bucket once',
    async (_, metric) => {
      await analytics.run(metricViewSql(metric))
      const rows = await analytics.query<
        Record<string, string> & { value: number | null; sample: number; bucket_seconds: number; bucket: string }
      >({
        sql: `SELECT * FROM weir.metric_${metric.name} WHERE tenant = 't1'`,
        params: {},
      })
      expect(new Set(rows.map(row => row.bucket_seconds))).toEqual(new Set([10, 60, 900]))
      for (const row of rows) {
        const start = Date.parse(`${row.bucket}Z`)
        const inside = stored.filter(
          event =>
            event.occurredAt >= start &&
            event.occurredAt < start + row.bucket_seconds * 1_000 &&
            event.tenant === 't1' &&
            dimensionsOf(metric, event).every((value, index) => value === row[metric.dimensions[index]!]),
        )
        expect({ value: row.value, sample: row.sample }).toEqual(close(plainValue(metric, inside, personOf)))
      }
      const counted = stored.filter(event => event.tenant === 't1' && plainValue(metric, [event], personOf).sample > 0)
      const total = rows.reduce((sum, { sample }) => sum + sample, 0)
      if (metric.kind !== 'unique' && metric.name !== 't_sums') expect(total).toBe(counted.length)
    },
  )

  it('folds the series beyond the limit into one, currencies apart', async () => {
    const metric = everyKind.find(({ name }) => name === 't_sum')!
    const request = {
      tenant: 't1',
      groupBy: ['channel'],
      filters: {},
      from: now,
      to: now,
      nowMs: now,
      stepMs: 10_000,
      windowMs: 3_600_000,
    }
    const all = readSeries(await analytics.query<SeriesRow>(seriesQuery(metric, request)))
    const few = readSeries(await analytics.query<SeriesRow>(seriesQuery(metric, { ...request, limit: 1 })))
    expect(all.length).toBeGreaterThan(4)
    expect(few.map(({ dimensions }) => dimensions)).toEqual(
      expect.arrayContaining([
        { channel: 'other', currency: 'CNY' },
        { channel: 'other', currency: 'USD' },
      ]),
    )
    const samples = (series: typeof all) => series.reduce((sum, { points }) => sum + points[0]!.sample, 0)
    expect(samples(few)).toBe(samples(all))
  })

  it('answers nothing happened with zeros, and null where there is nothing to divide', async () => {
    const request = {
      tenant: 'nobody',
      groupBy: [],
      filters: {},
      from: now - minute,
      to: now,
      nowMs: now,
      stepMs: 10_000,
      windowMs: minute,
    }
    const read = async (name: string) =>
      readSeries(
        await analytics.query<SeriesRow>(seriesQuery(everyKind.find(metric => metric.name === name)!, request)),
      )
    expect((await read('t_count'))[0]!.points).toHaveLength(6)
    expect((await read('t_count'))[0]).toMatchObject({ dimensions: {}, points: Array(6).fill({ value: 0, sample: 0 }) })
    expect((await read('t_unique'))[0]!.points[0]).toMatchObject({ value: 0, sample: 0 })
    expect((await read('t_ratio'))[0]!.points[0]).toMatchObject({ value: null, sample: 0 })
    expect((await read('t_max'))[0]!.points[0]).toMatchObject({ value: null, sample: 0 })
  })
})

/** Sums of Decimals are exact in both; only the last division or conversion to a float may differ in its last bit. */
const close = ({ value, sample }: { value: number | null; sample: number }) => ({
  value: value === null ? null : expect.closeTo(value, Math.abs(value) > 1e6 ? 2 : 9),
  sample: expect.closeTo(sample, Math.abs(sample) > 1e6 ? 2 : 9),
})

function belongs(
  metric: Metric,
  event: PlainEvent,
  dimensions: Readonly<Record<string, string>>,
  filters: Readonly<Record<string, string[]>>,
): boolean {
  const values = dimensionsOf(metric, event)
  const value = (name: string) => values[metric.dimensions.indexOf(name)]!
  return (
    Object.entries(dimensions).every(([name, wanted]) => value(name) === wanted) &&
    Object.entries(filters).every(([name, wanted]) => wanted.includes(value(name)))
  )
}
