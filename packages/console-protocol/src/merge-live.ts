import type { LiveCharts, LiveMessage, LiveSeries } from './live-message.ts'

/* Runs on both sides: the server keeps the history for new viewers as the page keeps it for itself. */

const chartNames = ['traffic', 'success', 'online', 'gmv'] as const satisfies readonly (keyof LiveCharts)[]

/** How much of the past the live page shows. */
export const historyMs = 15 * 60_000

/** `later` put over `before`: points of the same time are replaced, points that are too old are dropped. */
export function mergeMessages(before: LiveMessage, later: LiveMessage): LiveMessage {
  const charts =
    later.charts && before.charts
      ? mergeCharts(before.charts, later.charts, later.at - historyMs)
      : (later.charts ?? before.charts)
  return { ...before, ...later, ...(charts && { charts }) }
}

function mergeCharts(before: LiveCharts, later: LiveCharts, oldest: number): LiveCharts {
  const merged = { ...before }
  for (const name of chartNames) merged[name] = mergeSeries(before[name], later[name], oldest)
  return merged
}

function mergeSeries(before: readonly LiveSeries[], later: readonly LiveSeries[], oldest: number): LiveSeries[] {
  const series = new Map(before.map(({ name, points }) => [name, points]))
  for (const { name, points } of later) {
    const byTime = new Map((series.get(name) ?? []).map(point => [point[0], point]))
    for (const point of points) byTime.set(point[0], point)
    series.set(
      name,
      [...byTime.values()].sort((a, b) => a[0] - b[0]),
    )
  }
  return [...series]
    .map(([name, points]) => ({ name, points: points.filter(([time]) => time >= oldest) }))
    .filter(({ points }) => points.length > 0)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}
