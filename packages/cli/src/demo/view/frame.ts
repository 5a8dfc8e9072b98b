import { count, elapsed, steadyPercent } from './numbers.ts'
import { type ChannelScene, columnMs, type Scene, type StoryLine } from './scene.ts'
import { bars } from './sparkline.ts'
import type { Style } from './style.ts'
import { fit, padLeft, padTo, widthOf } from './width.ts'

/** Widest a line gets, columns. */
export const widest = 100
const nameColumns = 13
const valueColumns = 22

export interface FrameOptions {
  columns: number
  style: Style
  /** The story so far, below the charts; the last frame leaves it to the report. */
  story: boolean
}

/** The live view as lines that fit: a title, the traffic, a small chart for each payment channel, and what happened. */
export function frame(scene: Scene, { columns, style, story }: FrameOptions): string[] {
  const width = Math.min(columns, widest)
  const chart = Math.max(10, width - nameColumns - valueColumns - 4)
  const { traffic, channels, threshold } = scene
  const title = `${style.bold('Weir demo')}  ${style.dim(`${count(scene.shoppers)} shoppers · run ${scene.runId} · seed ${scene.seed}`)}`
  const row = (name: string, drawn: string, value: string) =>
    `  ${padTo(name, nameColumns)}${padTo(drawn, chart)}  ${value}`
  const counted = [
    `${count(traffic.sent)} sent`,
    `${count(traffic.accepted)} accepted`,
    `${traffic.stored === undefined ? '–' : count(traffic.stored)} stored`,
    `${count(traffic.people)} people`,
    ...(traffic.retries > 0 ? [`${count(traffic.retries)} retries`] : []),
  ]
  const [drawn = []] = bars(
    newest(
      traffic.rates.map(rate => rate / (traffic.goal * 1.25)),
      chart,
    ),
    1,
  )
  const lines = [
    '',
    `  ${title}${padLeft(style.bold(elapsed(scene.elapsedMs)), width - 2 - widthOf(title))}`,
    '',
    row('traffic', style.cyan(drawn.join('')), `${style.bold(padLeft(count(traffic.rate), 5))} events/s`),
    row('', style.dim(counted.join(' · ')), '').trimEnd(),
    '',
    `  ${style.dim(`payments that succeed, last 30 s, as Weir sees them; a column is ${columnMs / 1000} s`)}`,
    ...channels.flatMap(channel => channelRows(channel, { chart, threshold, style, row })),
    ...(story ? ['', ...scene.story.map(line => storyLine(line, style)), ...nextLine(scene.next, style)] : []),
  ]
  return lines.map(line => fit(line, width))
}

const newest = <T>(values: readonly T[], most: number): readonly T[] => values.slice(-most)

/** Two rows high; columns under the threshold are red. */
function channelRows(
  { name, rate, rates, state }: ChannelScene,
  {
    chart,
    threshold,
    style,
    row,
  }: { chart: number; threshold: number; style: Style; row: (name: string, drawn: string, value: string) => string },
): string[] {
  const shown = newest(rates, chart)
  const tone = (share: number | undefined) => (share !== undefined && share < threshold ? style.red : style.green)
  const [top = '', bottom = ''] = bars(shown, 2).map(line =>
    line.map((cell, at) => (cell === ' ' ? cell : tone(shown[at])(cell))).join(''),
  )
  return [
    '',
    row('', top, ''),
    row(name, bottom, `${tone(rate)(style.bold(padLeft(steadyPercent(rate), 7)))}  ${stateOf(state, style)}`),
  ].map(line => line.trimEnd())
}

function stateOf(state: string | undefined, style: Style): string {
  if (state === undefined) return ''
  if (state === 'firing') return style.red(style.bold('● firing'))
  return style.yellow(`○ ${state}`)
}

const marks = { good: '+', bad: '!', plain: '·' } as const

export function storyLine({ atMs, text, tone }: StoryLine, style: Style): string {
  const paint = tone === 'good' ? style.green : tone === 'bad' ? style.red : (plain: string) => plain
  return `  ${style.dim(padLeft(elapsed(atMs), 5))}  ${paint(`${marks[tone]} ${text}`)}`
}

const nextLine = (next: string, style: Style): string[] => (next === '' ? [] : [style.dim(`   next  … ${next}`)])
