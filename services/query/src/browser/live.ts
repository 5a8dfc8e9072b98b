import type { LiveCharts, LiveMessage } from '../live/message.ts'
import { showAlerts } from './alerts.ts'
import { createChart } from './charts.ts'
import { showFigures } from './figures.ts'
import { both, language, languageChanged } from './language.ts'
import { drawLedger } from './ledger-bars.ts'
import { historyMs, mergeMessages } from './merge.ts'
import { clock, count, moneyTick, share } from './numbers.ts'
import { openStream } from './stream.ts'

/** The charts never show less than this. */
const shortestMs = 4 * 60_000

const element = (id: string) => document.getElementById(id)!
const connection = element('connection')

const charts = {
  traffic: createChart(element('traffic-chart'), { label: value => count(value, language()), filled: true }),
  online: createChart(element('online-chart'), { label: value => count(value, language()), filled: true }),
  gmv: createChart(element('gmv-chart'), {
    label: value => moneyTick(value, model?.gmv?.[0]?.currency ?? '', language()),
    filled: true,
  }),
  success: createChart(element('success-chart'), { label: value => share(value, language()), range: [0, 1.02] }),
}

let model: LiveMessage | undefined

function show(): void {
  if (!model) return
  showFigures(model)
  showAlerts(model)
  drawCharts(model)
  if (model.ledger) drawLedger(element('ledger-chart'), model.ledger, model.at)
}

function drawCharts({ charts: points, gmv, at }: LiveMessage): void {
  if (!points) return
  const from = firstSeen(points, at)
  charts.traffic.draw(points.traffic, from, at)
  charts.online.draw(points.online, from, at)
  charts.success.draw(points.success, from, at)
  // Currencies do not share an axis: the one with the most of it is drawn.
  charts.gmv.draw(points.gmv.filter(({ name }) => name === (gmv?.[0]?.currency ?? name)).slice(0, 1), from, at)
}

/** A shop that opened minutes ago would be a thin stripe at the edge: the charts begin where its events do. */
function firstSeen({ traffic }: LiveCharts, at: number): number {
  const first = traffic[0]?.points.find(([, value]) => value !== null && value > 0)?.[0] ?? at
  return Math.max(at - historyMs, Math.min(first - shortestMs / 20, at - shortestMs))
}

function showConnection(state: 'live' | 'waiting' | 'signed-out'): void {
  document.documentElement.classList.toggle('stale', state !== 'live')
  if (connection.dataset.state === state) return
  connection.dataset.state = state
  connection.replaceChildren(connectionText(state))
}

function connectionText(state: 'live' | 'waiting' | 'signed-out'): Node {
  if (state === 'live') return both('Live', '实时')
  if (state === 'waiting') {
    return both(
      'No news from Weir: connecting again. If it stays so, look at the terminal it runs in.',
      '暂无新数据，正在重连。若持续如此，请查看运行 Weir 的终端。',
    )
  }
  const link = document.createElement('a')
  link.href = '/login'
  link.append(both('This browser was signed out. Get a new link', '登录已失效，获取新链接'))
  return link
}

/** What a chart shows in words, for those who do not see it. Not every second: it would never be heard to its end. */
function describeCharts(): void {
  if (!model?.charts) return
  for (const name of ['traffic', 'online'] as const) {
    const values = (model.charts[name][0]?.points ?? []).flatMap(([, value]) => value ?? [])
    if (values.length === 0) continue
    const [low, high] = [Math.min(...values), Math.max(...values)].map(value => count(value, language()))
    describe(
      name,
      language() === 'zh' ? `近 15 分钟在 ${low} 与 ${high} 之间` : `between ${low} and ${high} in the last 15 minutes`,
    )
  }
  const total = model.ledger?.reduce((sum, { accepted }) => sum + accepted, 0)
  if (total !== undefined)
    describe(
      'ledger',
      language() === 'zh' ? `近 1 小时接收 ${total} 个事件` : `${total} events accepted in the last hour`,
    )
}

const describe = (name: string, text: string) => {
  const chart = element(`${name}-chart`)
  chart.removeAttribute('aria-labelledby')
  chart.setAttribute('aria-label', text)
}

openStream({
  history(message) {
    model = message
    show()
    describeCharts()
  },
  tick(message) {
    model = model ? mergeMessages(model, message) : message
    show()
  },
  state: showConnection,
})
showConnection('waiting')
const showClock = () => element('clock').replaceChildren(clock(Date.now()))
showClock()
setInterval(showClock, 1_000)
setInterval(describeCharts, 30_000)
document.addEventListener(languageChanged, () => {
  show()
  describeCharts()
})
