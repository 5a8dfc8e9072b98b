import { type DemoResult, faultsOf, type Outcome } from '../result.ts'
import { clock, count, elapsed, longDuration } from '../view/numbers.ts'
import type { Style } from '../view/style.ts'
import { padLeft, widthOf, wrap } from '../view/width.ts'
import { dingTalkLines } from './dingtalk-text.ts'
import { ledgerLines } from './ledger-table.ts'
import type { Moment } from './timeline.ts'

export interface Report {
  outcome: Outcome
  result: DemoResult
  /** When the platform was ready, Unix milliseconds. */
  readyAt: number
  /** How long everything took from then on. */
  tookMs: number
  timeline: readonly Moment[]
  /** What the DingTalk robot said, the page and the resolve. */
  dingTalk: readonly string[]
  keys: number
  links: { live: string | undefined; episode: string | undefined; receipt: string }
  /** The platform stops with the demo: links work again after npm start. */
  stops: boolean
}

/** What a newcomer reads at the end. */
export function reportLines(report: Report, { style, columns }: Page): string[] {
  const { outcome, timeline, dingTalk } = report
  const { ledger } = outcome
  const heading = (text: string, note = '') => {
    const noted = note !== '' && 2 + text.length + 3 + note.length <= columns
    return ['', `  ${style.bold(text)}${noted ? `   ${style.dim(note)}` : ''}`, '']
  }
  return [
    ...(timeline.length > 0
      ? [
          ...heading('The incident'),
          ...timelineLines(report, { style, columns }),
          ...latencyLines(report, { style, columns }),
        ]
      : []),
    ...(dingTalk.length > 0 ? heading('What the DingTalk robot said') : []),
    ...dingTalk.flatMap((text, at) => [...(at > 0 ? [''] : []), ...dingTalkLines(text, { style, columns })]),
    ...(ledger
      ? [
          ...heading('The ledger', 'GET /v1/ledger: all of these minutes; each is final a minute after its end'),
          ...ledgerLines(ledger, { style, columns }),
        ]
      : []),
    ...heading(
      'The account',
      outcome.repeat ? 'this repeat, counted in ClickHouse' : 'this run, counted in ClickHouse',
    ),
    ...accountLines(report, style),
    '',
    ...verdictLines(report, { style, columns }),
    ...heading('What to look at next'),
    ...nextLines(report, { style, columns }),
    '',
  ]
}

const tones = { good: 'green', bad: 'red', plain: undefined } as const

const timeColumns = 21

function timelineLines({ timeline, readyAt }: Report, { style, columns }: Page): string[] {
  return timeline.flatMap(({ at, text, tone }) => {
    const name = tones[tone]
    const time = `  ${padLeft(elapsed(at - readyAt), 5)}  ${style.dim(clock(at))}  `
    return wrap(text, columns - timeColumns).map(
      (line, row) => `${row === 0 ? time : ' '.repeat(timeColumns)}${name ? style[name](line) : line}`,
    )
  })
}

function latencyLines({ result, outcome }: Report, { style, columns }: Page): string[] {
  if (result.weirLatencyMs === null) return []
  const whole = longDuration(Math.round((result.weirLatencyMs + outcome.ruleForMs) / 100) * 100)
  const own = style.bold(`${(result.weirLatencyMs / 1_000).toFixed(1)} s`)
  const text = `From the condition true to the phone: ${whole}. The rule waits for ${longDuration(outcome.ruleForMs)} of it; Weir took ${own}.`
  return ['', ...prose(text, columns)]
}

function accountLines({ outcome, result, keys }: Report, style: Style): string[] {
  const { counts, repeat } = outcome
  const figure = (number: number) => style.bold(count(number))
  const zero = (number: number, word: string) => `${number === 0 ? figure(0) : style.red(count(number))} ${word}`
  const extra = [
    ...(counts.duplicate > 0 && !repeat ? [`${figure(counts.duplicate)} duplicates`] : []),
    ...(counts.quarantined > 0 ? [`${figure(counts.quarantined)} quarantined`] : []),
    ...(counts.suppressed > 0 ? [`${figure(counts.suppressed)} suppressed`] : []),
  ]
  const events = repeat
    ? [
        `${figure(result.sent)} sent again`,
        `${figure(result.accepted)} accepted`,
        `${figure(counts.duplicate)} duplicates`,
      ]
    : [`${figure(result.sent)} sent`, `${figure(result.accepted)} accepted`, `${figure(result.stored)} stored`]
  return [
    `  events   ${[...events, ...extra].join(', ')}:  ${zero(result.lost, 'lost')}, ${zero(result.doubled, 'doubled')}`,
    `  people   ${figure(result.peopleSimulated)} simulated with ${figure(keys)} keys, ${figure(result.peopleFound)} found`,
    `  pages    ${figure(result.pages)} page, ${figure(result.resolves)} resolve`,
  ]
}

type Page = { style: Style; columns: number }

/** Prose over as many lines as it needs. */
const prose = (text: string, columns: number): string[] => wrap(text, columns - 2).map(line => `  ${line}`)

function verdictLines({ outcome, result, tookMs }: Report, { style, columns }: Page): string[] {
  if (!result.ok) {
    const faults = faultsOf(outcome).flatMap(fault => prose(`· ${fault}`, columns))
    return [`  ${style.red(style.bold('Not as it should be'))}`, ...faults.map(style.red)]
  }
  const well = outcome.repeat
    ? 'every event was known, nothing was counted twice, nobody was woken'
    : 'caught, paged once, resolved once; nothing lost, nothing doubled'
  return prose(`${style.green(style.bold('All well'))}: ${well}; ${Math.round(tookMs / 1_000)} s in all.`, columns)
}

function nextLines({ links, stops, outcome }: Report, { style, columns }: Page): string[] {
  const line = (name: string, text: string) => `  ${name.padEnd(13)}${style.cyan(text)}`
  const again = line(
    'once more',
    `npm run demo -- --run-id ${outcome.runId}${outcome.seed === 1 ? '' : ` --seed ${outcome.seed}`}`,
  )
  const note = '   the same events again: all duplicates'
  const startAgain = 'Weir stops with the demo; npm start brings it back, with everything you saw, and a live page.'
  return [
    ...(stops ? [...prose(startAgain, columns), ''] : []),
    ...(links.live && !stops ? [line('live page', links.live)] : []),
    ...(links.episode ? [line('the episode', links.episode)] : []),
    line('a receipt', links.receipt),
    widthOf(again + note) <= columns ? again + style.dim(note) : again,
  ]
}
