import type { LiveMessage, LiveSeries } from '../live/message.ts'
import { both, language } from './language.ts'
import { channelName } from './names.ts'
import { count, duration, money, share } from './numbers.ts'

const byId = (id: string): HTMLElement => document.getElementById(id)!
/** A point older than this says nothing about now. */
const freshMs = 60_000
/** Under so many payments a rate is chance: shown quietly. */
const fewPayments = 50
const lowShare = 0.9
const goodShare = 0.95

/** The newest value of a chart with one series. */
const newest = (series: readonly LiveSeries[]): number => series[0]?.points.at(-1)?.[1] ?? 0

/** Writes the large numbers. Text is replaced only when it changed, so that a screen reader can rest on it. */
export function showFigures({ charts, gmv, lag, ledger, at }: LiveMessage): void {
  const shown = language()
  if (charts) {
    write(byId('traffic-figure'), count(newest(charts.traffic), shown))
    write(byId('online-figure'), count(newest(charts.online), shown))
    showChannels(charts.success, at)
  }
  if (gmv) {
    const [main, ...others] = gmv
    const rest = others.map(({ currency, lastHour }) => money(lastHour, currency, shown)).join(' · ')
    write(byId('gmv-figure'), main ? money(main.lastHour, main.currency, shown) : '0', rest)
  }
  if (ledger) {
    const missing = ledger.filter(({ state }) => state === 'final').reduce((sum, line) => sum + line.missing, 0)
    const figure = byId('missing-figure')
    figure.classList.toggle('bad', missing !== 0)
    writeWithUnit(figure, count(missing, shown), 'missing', '缺失')
  }
  if (lag) {
    const figure = byId('lag-figure')
    figure.classList.toggle('warn', (lag.seconds ?? 0) >= 10)
    const { value, unit } = lag.seconds === null ? { value: '…', unit: '' } : duration(lag.seconds, shown)
    writeWithUnit(figure, value, `${unit} behind`, `${unit}延迟`)
    showStages(lag)
  }
}

function showStages({ stages }: NonNullable<LiveMessage['lag']>): void {
  const names = { identity: ['OneID', 'OneID'], processor: ['storing', '入库'] } as const
  const texts = (at: 0 | 1) =>
    stages.map(({ stage, records }) => `${names[stage][at]} ${count(records, at === 0 ? 'en' : 'zh')}`).join(' · ')
  const key = texts(1)
  const element = byId('stages')
  if (element.dataset.shown === key) return
  element.dataset.shown = key
  element.replaceChildren(both(`Batches waiting: ${texts(0)}`, `待处理批次：${texts(1)}`))
}

function showChannels(series: readonly LiveSeries[], at: number): void {
  const shown = language()
  const rows = series.map(({ name, points }, number) => {
    const [time, value, sample] = points.at(-1) ?? [0, null, 0]
    const known = value !== null && at - time < freshMs
    const state = !known
      ? 'unknown'
      : sample < fewPayments
        ? 'few'
        : value < lowShare
          ? 'bad'
          : value < goodShare
            ? 'warn'
            : 'good'
    return { name, number, state, value: known ? share(value, shown) : '–', sample: known ? count(sample, shown) : '0' }
  })
  const key = JSON.stringify(rows)
  const body = byId('channels')
  if (body.dataset.shown === key) return
  body.dataset.shown = key
  if (rows.length === 0) {
    const cell = document.createElement('td')
    cell.append(both('No payment yet', '暂无支付'))
    const row = document.createElement('tr')
    row.append(cell)
    body.replaceChildren(row)
    return
  }
  body.replaceChildren(...rows.map(channelRow))
}

function channelRow({
  name,
  number,
  state,
  value,
  sample,
}: {
  name: string
  number: number
  state: string
  value: string
  sample: string
}): HTMLElement {
  const row = document.createElement('tr')
  row.className = state
  const title = document.createElement('th')
  title.scope = 'row'
  title.className = `c${number % 8}`
  title.append(both(...channelName(name)))
  const rate = document.createElement('td')
  rate.className = 'rate'
  rate.textContent = value
  const payments = document.createElement('td')
  payments.className = 'sample'
  payments.append(both(`${sample} payments`, `${sample} 笔`))
  row.append(title, rate, payments)
  return row
}

function write(element: HTMLElement, text: string, note = ''): void {
  const key = `${text}|${note}`
  if (element.dataset.shown === key) return
  element.dataset.shown = key
  const small = document.createElement('small')
  small.textContent = note
  element.replaceChildren(text, ...(note === '' ? [] : [small]))
}

function writeWithUnit(element: HTMLElement, text: string, en: string, zh: string): void {
  const key = text + en
  if (element.dataset.shown === key) return
  element.dataset.shown = key
  const unit = document.createElement('small')
  unit.append(both(en, zh))
  element.replaceChildren(text, unit)
}
