import type { LiveSeries } from '@weir/console-protocol'
import { useEffect, useRef } from 'react'
import { useLanguage } from '../language/use-language.ts'
import { createPlot, type Plot, type PlotOptions } from './plot.ts'

export interface ChartProps extends PlotOptions {
  name: string
  /** What it shows in words, for those who do not see it. */
  words?: string | undefined
  series: readonly LiveSeries[]
  from: number
  to: number
}

export function Chart({ name, words, series, from, to, label, range, filled }: ChartProps) {
  const element = useRef<HTMLDivElement>(null)
  const plot = useRef<Plot>(undefined)
  const options = useRef<PlotOptions>({ label })
  options.current = { label, ...(range && { range }), ...(filled && { filled }) }
  useLanguage() // the labels of the axes are drawn in it

  useEffect(() => {
    const created = createPlot(element.current!, {
      ...options.current,
      label: value => options.current.label(value),
    })
    plot.current = created
    return () => created.destroy()
  }, [])
  useEffect(() => plot.current?.draw(series, from, to))

  return (
    <div
      ref={element}
      className="chart"
      id={`${name}-chart`}
      role="img"
      {...(words === undefined ? { 'aria-labelledby': `${name}-title` } : { 'aria-label': words })}
    />
  )
}
