import { type Html, html } from './html.ts'

export interface LineChart {
  points: readonly { time: number; value: number | null }[]
  /** A level drawn across, such as a threshold. */
  level: number | undefined
  /** A stretch that is shaded, Unix ms. */
  marked: { from: number; to: number }
  format(value: number): string
  label: string
}

const width = 460
const height = 220
const left = 56
const bottom = 22

/** A line over time as a picture that needs no script. */
export function lineChart({ points: all, level, marked, format, label }: LineChart): Html {
  const points = all.slice(
    Math.max(
      0,
      all.findIndex(({ value }) => value !== null),
    ),
  )
  const [first = { time: 0 }] = points
  const last = points.at(-1) ?? { time: 1 }
  const known = points.flatMap(({ value }) => (value === null ? [] : [value]))
  const highest = roundUp(Math.max(...known, level ?? 0))
  const top = highest * 1.05
  const x = (time: number) => left + ((time - first.time) / Math.max(1, last.time - first.time)) * (width - left)
  const y = (value: number) => (height - bottom) * (1 - value / top)
  const clamp = (time: number) => Math.min(last.time, Math.max(first.time, time))
  let path = ''
  let pen = 'M'
  for (const { time, value } of points) {
    if (value === null) pen = 'M'
    else {
      path += `${pen}${x(time).toFixed(1)} ${y(value).toFixed(1)}`
      pen = 'L'
    }
  }
  const ticks = [0, highest / 2, highest]
  return html`<svg class="line-chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">
<rect class="marked" x="${x(clamp(marked.from))}" y="0" width="${Math.max(2, x(clamp(marked.to)) - x(clamp(marked.from)))}" height="${height - bottom}"/>
${ticks.map(value => html`<line class="grid" x1="${left}" x2="${width}" y1="${y(value)}" y2="${y(value)}"/><text x="${left - 8}" y="${y(value) + 5}" text-anchor="end">${format(value)}</text>`)}
${level !== undefined && html`<line class="level" x1="${left}" x2="${width}" y1="${y(level)}" y2="${y(level)}"/>`}
<path d="${path}"/>
<text x="${left}" y="${height - 4}" data-time="${first.time}">${clock(first.time)}</text>
<text x="${width}" y="${height - 4}" text-anchor="end" data-time="${last.time}">${clock(last.time)}</text>
</svg>`
}

/** The next of 1, 2, 5, 10, 20, … and of 0.5, 0.2, … */
function roundUp(value: number): number {
  if (value <= 0) return 1
  const unit = 10 ** Math.floor(Math.log10(value))
  return unit * ([1, 2, 5, 10].find(step => step * unit >= value) ?? 10)
}

/** The reader's own time takes its place, as for every moment of a page. */
const clock = (ms: number) => `${new Date(ms).toISOString().slice(11, 16)} UTC`
