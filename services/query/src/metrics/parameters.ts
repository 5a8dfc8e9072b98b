import { WeirError } from '@weir/errors'
import type { Metric } from '@weir/metric-definitions'
import { z } from 'zod'
import { formatDuration, instant, span } from '../times.ts'

/** Bounds of one answer: what a chart can show and a server can hold many of. */
export const maxPoints = 2_000
export const maxSeries = 100
const defaultRangeMs = 3_600_000
const defaultPoints = 240
const smallestStepMs = 10_000
const longestWindowMs = 400 * 86_400_000

const repeatable = z
  .union([z.string(), z.array(z.string())])
  .transform(given => (Array.isArray(given) ? given : [given]))

/** The query string of GET /v1/metrics/{name}. */
export const MetricQuery = z.strictObject({
  from: instant.optional().describe('First point; an hour before `to` when left out. ISO 8601 or epoch milliseconds'),
  to: instant.optional().describe('Last point; now when left out. ISO 8601 or epoch milliseconds'),
  step: span
    .optional()
    .describe('Distance of the points, at least 10s; when left out, one that gives about 240 points'),
  window: span
    .optional()
    .describe('Each point covers the window that ends there; the default of the metric when left out'),
  group_by: repeatable.optional().describe('Dimensions, separated by commas or repeated: one series per combination'),
  filter: repeatable.optional().describe('dimension:value, repeatable. Values of one dimension are alternatives'),
})

/** What a series is asked for with: all checked, all in milliseconds. */
export interface SeriesRequest {
  from: number
  to: number
  stepMs: number
  windowMs: number
  groupBy: string[]
  filters: Record<string, string[]>
}

/** Fills in the defaults and checks the request against the metric. @throws WeirError REQUEST_MALFORMED naming the parameter. */
export function seriesRequest(metric: Metric, query: z.output<typeof MetricQuery>, nowMs: number): SeriesRequest {
  const to = query.to ?? nowMs
  const from = query.from ?? to - defaultRangeMs
  if (from >= to) throw refused('from', 'must be before `to`')
  const stepMs = query.step ?? defaultStep(to - from)
  if (stepMs < smallestStepMs) throw refused('step', `is ${formatDuration(stepMs)}; the finest step is 10s`)
  if ((to - from) / stepMs > maxPoints) {
    throw refused(
      'step',
      `gives ${Math.ceil((to - from) / stepMs)} points, more than ${maxPoints}; use a longer step or a shorter range`,
    )
  }
  const windowMs = query.window ?? metric.windowMs
  if (windowMs < smallestStepMs) throw refused('window', `is ${formatDuration(windowMs)}; the shortest window is 10s`)
  if (windowMs > longestWindowMs) throw refused('window', 'is longer than 400d')
  return {
    from,
    to,
    stepMs,
    windowMs,
    groupBy: groupBy(metric, query.group_by ?? []),
    filters: filters(metric, query.filter ?? []),
  }
}

const niceSteps = [10, 20, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400].map(s => s * 1_000)

const defaultStep = (rangeMs: number): number =>
  niceSteps.find(step => rangeMs / step <= defaultPoints) ??
  Math.ceil(rangeMs / defaultPoints / 86_400_000) * 86_400_000

function groupBy(metric: Metric, given: readonly string[]): string[] {
  const names = given.flatMap(text => text.split(',')).filter(name => name !== '')
  for (const name of names) known(metric, 'group_by', name)
  return [...new Set(names)]
}

function filters(metric: Metric, given: readonly string[]): Record<string, string[]> {
  const byDimension = new Map<string, string[]>()
  for (const text of given) {
    const colon = text.indexOf(':')
    if (colon < 1) throw refused('filter', `"${text}" is no filter; write dimension:value, such as channel:alipay`)
    const name = text.slice(0, colon)
    known(metric, 'filter', name)
    byDimension.set(name, [...(byDimension.get(name) ?? []), text.slice(colon + 1)])
  }
  return Object.fromEntries(byDimension)
}

function known(metric: Metric, field: string, name: string): void {
  if (metric.dimensions.includes(name)) return
  const dimensions =
    metric.dimensions.length > 0 ? `its dimensions are ${metric.dimensions.join(', ')}` : 'it has no dimensions'
  throw refused(field, `"${name}" is no dimension of ${metric.name}; ${dimensions}`)
}

const refused = (field: string, fault: string): WeirError =>
  new WeirError('REQUEST_MALFORMED', `${field} ${fault}`, {
    field,
    remedy: 'GET /v1/metrics lists every metric with its dimensions and default window',
  })
