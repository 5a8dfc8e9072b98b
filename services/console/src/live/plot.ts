import type { LiveSeries } from '@weir/console-protocol'
import UPlot from 'uplot'
import { language } from '../language/language.ts'

/** How many colours the style sheet has for series: told apart by colour-blind eyes too, and none says good or bad. */
export const seriesColours = 8

export interface PlotOptions {
  /** Text of a value on the axis. */
  label(value: number): string
  /** Fixed range of values; else from 0 to what there is. */
  range?: [number, number]
  /** Fill under the line; only for a single series. */
  filled?: boolean
}

export interface Plot {
  draw(series: readonly LiveSeries[], from: number, to: number): void
  destroy(): void
}

/** Lines over time in an element whose size the style sheet decides. */
export function createPlot(element: HTMLElement, options: PlotOptions): Plot {
  let plot: UPlot | undefined
  let drawn = ''
  let last: Parameters<Plot['draw']> | undefined
  const size = () => ({ width: Math.max(50, element.clientWidth), height: Math.max(40, element.clientHeight) })

  function draw(series: readonly LiveSeries[], from: number, to: number): void {
    last = [series, from, to]
    const names = [language(), ...series.map(({ name }) => name)].join('\n')
    if (!plot || names !== drawn) {
      plot?.destroy()
      plot = new UPlot(
        { ...axes(options), ...size(), series: [{}, ...series.map((_, at) => line(at, options))] },
        table(series),
        element,
      )
      drawn = names
    }
    plot.setData(table(series), false)
    plot.setScale('x', { min: from / 1_000, max: to / 1_000 })
  }

  /** Fonts follow the size of the wall, colours the hour of the day, and a plot keeps those it was made with. */
  function drawAnew(): void {
    drawn = '\0'
    if (last) draw(...last)
  }

  const resized = new ResizeObserver(drawAnew)
  resized.observe(element)
  const darkness = matchMedia('(prefers-color-scheme: dark)')
  darkness.addEventListener('change', drawAnew)
  return {
    draw,
    destroy() {
      resized.disconnect()
      darkness.removeEventListener('change', drawAnew)
      plot?.destroy()
    },
  }
}

function line(at: number, { filled }: PlotOptions): UPlot.Series {
  const stroke = colour(`--series-${at % seriesColours}`)
  return {
    stroke,
    width: (3 * rem()) / 16,
    points: { show: false },
    spanGaps: false,
    ...(filled && { fill: `${stroke}2e` }),
  }
}

function axes({ label, range }: PlotOptions): Omit<UPlot.Options, 'width' | 'height' | 'series'> {
  const font = `${Math.round(rem() * 0.85)}px ${getComputedStyle(document.body).fontFamily}`
  const shared = {
    stroke: colour('--quiet'),
    font,
    ticks: { show: false },
    grid: { stroke: colour('--grid'), width: 1 },
  }
  return {
    legend: { show: false },
    cursor: { show: false },
    padding: [rem() * 0.5, rem() * 1.4, 0, 0],
    scales: { x: { time: true }, y: { range: range ?? ((_, __, max) => [0, max > 0 ? max * 1.15 : 1]) } },
    axes: [
      {
        ...shared,
        space: rem() * 5,
        size: rem() * 1.5,
        values: (_, times) => times.map(time => new Date(time * 1_000).toTimeString().slice(0, 5)),
        incrs: [60, 120, 180, 300, 600, 900],
      },
      { ...shared, space: rem() * 2.2, size: rem() * 3.4, values: (_, values) => values.map(label) },
    ],
  }
}

/** One column of times and one of values for each series, as the plot wants them. */
function table(series: readonly LiveSeries[]): UPlot.AlignedData {
  const times = [...new Set(series.flatMap(({ points }) => points.map(([time]) => time)))].sort((a, b) => a - b)
  const columns = series.map(({ points }) => {
    const values = new Map(points.map(([time, value]) => [time, value]))
    return times.map(time => values.get(time) ?? null)
  })
  return [times.map(time => time / 1_000), ...columns]
}

const root = () => getComputedStyle(document.documentElement)
const colour = (name: string) => root().getPropertyValue(name).trim()
const rem = () => Number.parseFloat(root().fontSize)
