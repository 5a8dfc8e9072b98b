import type UPlot from 'uplot'
import type { LiveSeries } from '../live/message.ts'
import { language } from './language.ts'

declare const uPlot: typeof UPlot

/** Told apart by colour-blind eyes too, and none of them says good or bad; the style sheet has the same eight. */
export const palette = ['#4cc2ff', '#c9a2ff', '#f4e04d', '#ff8fc8', '#3fd8c2', '#9bb2ff', '#d7dde5', '#b8e986']

export interface ChartOptions {
  /** Text of a value on the axis. */
  label(value: number): string
  /** Fixed range of values; else from 0 to what there is. */
  range?: [number, number]
  /** Fill under the line; only for a single series. */
  filled?: boolean
}

export interface Chart {
  draw(series: readonly LiveSeries[], from: number, to: number): void
}

/** Lines over time in an element whose size the style sheet decides. */
export function createChart(element: HTMLElement, options: ChartOptions): Chart {
  let plot: UPlot | undefined
  let drawn = ''
  let last: Parameters<Chart['draw']> | undefined
  const size = () => ({ width: Math.max(50, element.clientWidth), height: Math.max(40, element.clientHeight) })

  function draw(series: readonly LiveSeries[], from: number, to: number): void {
    last = [series, from, to]
    const names = [language(), ...series.map(({ name }) => name)].join('\n')
    if (!plot || names !== drawn) {
      plot?.destroy()
      plot = new uPlot(
        { ...axes(options), ...size(), series: [{}, ...series.map((_, at) => line(at, options))] },
        table(series),
        element,
      )
      drawn = names
    }
    plot.setData(table(series), false)
    plot.setScale('x', { min: from / 1_000, max: to / 1_000 })
  }

  new ResizeObserver(() => {
    if (!plot) return
    // Fonts follow the size of the wall, and a chart keeps those it was made with.
    drawn = '\0'
    if (last) draw(...last)
  }).observe(element)
  return { draw }
}

function line(at: number, { filled }: ChartOptions): UPlot.Series {
  const stroke = palette[at % palette.length]!
  return {
    stroke,
    width: (3 * rem()) / 16,
    points: { show: false },
    spanGaps: false,
    ...(filled && { fill: `${stroke}2e` }),
  }
}

function axes({ label, range }: ChartOptions): Omit<UPlot.Options, 'width' | 'height' | 'series'> {
  const font = `${Math.round(rem() * 0.85)}px ${getComputedStyle(document.body).fontFamily}`
  const shared = { stroke: '#9fb0c3', font, ticks: { show: false }, grid: { stroke: '#ffffff14', width: 1 } }
  return {
    legend: { show: false },
    cursor: { show: false },
    padding: [rem() * 0.5, rem() * 0.75, 0, 0],
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

/** One column of times and one of values for each series, as the chart wants them. */
function table(series: readonly LiveSeries[]): UPlot.AlignedData {
  const times = [...new Set(series.flatMap(({ points }) => points.map(([time]) => time)))].sort((a, b) => a - b)
  const columns = series.map(({ points }) => {
    const values = new Map(points.map(([time, value]) => [time, value]))
    return times.map(time => values.get(time) ?? null)
  })
  return [times.map(time => time / 1_000), ...columns]
}

const rem = () => Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
