import type { LiveCharts, LiveMessage, LiveSeries } from '@weir/console-protocol'
import type { Metric, Series } from '@weir/metric-definitions'
import { type Dictionary, metricNamed } from '../metrics/dictionary.ts'
import type { ReadMetric } from '../metrics/read-metric.ts'

const stepMs = 10_000
const minuteMs = 60_000
/** Events take so long to get into a chart: what happened since then is not yet to be seen. */
const settleMs = 1_500

/** What each chart shows. A point of a metric covers its window and the bucket it begins, 10 s more than the window. */
const charts = {
  traffic: { metric: 'events', windowMs: 10_000, by: undefined },
  success: { metric: 'payment_success_rate', windowMs: undefined, by: 'channel' },
  online: { metric: 'online_users', windowMs: undefined, by: undefined },
  gmv: { metric: 'gmv', windowMs: minuteMs - stepMs, by: 'currency' },
} as const

export interface ChartDeps {
  dictionary: Dictionary
  readMetric: ReadMetric
  now: () => number
}

/** The charts' points from `from` (Unix ms) to now, one every ten seconds. */
export async function readCharts(deps: ChartDeps, tenant: string, from: number): Promise<LiveCharts> {
  const at = deps.now()
  const read = async (chart: keyof typeof charts): Promise<LiveSeries[]> => {
    const { metric, windowMs, by } = charts[chart]
    const series = await readSeries(deps, tenant, metricNamed(deps.dictionary, metric), { from, to: at, windowMs, by })
    return series.map(({ dimensions, points }) => ({
      name: by === undefined ? '' : (dimensions[by] ?? ''),
      points: points.map(({ time, value, sample }) => [time, value, sample]),
    }))
  }
  const [traffic, success, online, gmv] = await Promise.all([
    read('traffic'),
    read('success'),
    read('online'),
    read('gmv'),
  ])
  return {
    traffic: traffic.map(({ name, points }) => ({
      name,
      points: points.map(point => perSecond(point, at - settleMs)),
    })),
    success,
    online,
    gmv: gmv.map(({ name, points }) => ({ name, points: points.filter(([time]) => time + stepMs <= at - settleMs) })),
  }
}

/** Events of the bucket before the point and of the one it begins, which may still be open. */
function perSecond([time, count, sample]: LiveSeries['points'][number], seenTo: number): LiveSeries['points'][number] {
  const coveredMs = stepMs + Math.min(stepMs, Math.max(0, seenTo - time))
  return [time, count === null ? null : (count * 1_000) / coveredMs, sample]
}

/** What was ordered in the last hour, by currency. */
export async function readGmv(deps: ChartDeps, tenant: string): Promise<NonNullable<LiveMessage['gmv']>> {
  const at = deps.now()
  const series = await readSeries(deps, tenant, metricNamed(deps.dictionary, 'gmv'), {
    from: at - stepMs,
    to: at,
    windowMs: 60 * minuteMs,
    by: 'currency',
  })
  return series
    .map(({ dimensions, points }) => ({ currency: dimensions.currency ?? '', lastHour: points.at(-1)?.value ?? 0 }))
    .filter(({ lastHour }) => lastHour !== 0)
    .sort((a, b) => b.lastHour - a.lastHour)
}

interface Asked {
  from: number
  to: number
  windowMs: number | undefined
  by: string | undefined
}

async function readSeries(
  { readMetric }: ChartDeps,
  tenant: string,
  metric: Metric,
  { from, to, windowMs, by }: Asked,
): Promise<readonly Series[]> {
  const { series } = await readMetric(tenant, metric, {
    from,
    to,
    stepMs,
    windowMs: windowMs ?? metric.windowMs,
    groupBy: by === undefined ? [] : [by],
    filters: {},
  })
  return series
}
