import type { LiveAlert, LiveMessage, LivePart } from '../live/message.ts'
import { both, language } from './language.ts'
import { channelName } from './names.ts'
import { clock, count, share } from './numbers.ts'

/** What to do about a part that cannot be read. */
const remedies: Record<LivePart, readonly [en: string, zh: string]> = {
  metrics: [
    'Charts stand still: ClickHouse does not answer. Look at the terminal of Weir, or at /readyz.',
    '图表暂停更新：ClickHouse 无响应。请查看 Weir 终端或 /readyz。',
  ],
  totals: [
    'GMV stands still: ClickHouse does not answer. Look at the terminal of Weir, or at /readyz.',
    '成交额暂停更新：ClickHouse 无响应。请查看 Weir 终端或 /readyz。',
  ],
  alerts: [
    'Alerts are unknown: the alerts service does not answer. Look at the terminal of Weir; it restarts by itself.',
    '告警状态未知：告警服务无响应。请查看 Weir 终端，服务会自动重启。',
  ],
  lag: [
    'The lag is unknown: the event log does not answer. Look at the terminal of Weir, or at /readyz.',
    '延迟未知：事件日志无响应。请查看 Weir 终端或 /readyz。',
  ],
  ledger: [
    'The ledger stands still: ClickHouse does not answer. Look at the terminal of Weir, or at /readyz.',
    '账本暂停更新：ClickHouse 无响应。请查看 Weir 终端或 /readyz。',
  ],
}

let shown = ''

/** Firing alerts, then what cannot be read, else that all is well. Rewritten only when it says something else. */
export function showAlerts({ alerts, faults, at }: LiveMessage): void {
  const lines = [
    ...(alerts ?? []).map(alert => alertLine(alert, at)),
    ...faults.map(part => line('fault', both(...remedies[part]))),
  ]
  if (lines.length === 0) lines.push(line('calm', both('No alert is firing', '当前没有告警')))
  const text = language() + lines.map(element => element.className + element.textContent).join('\n')
  if (text === shown) return
  shown = text
  document.getElementById('alerts')!.replaceChildren(...lines)
  document.documentElement.classList.toggle(
    'alarmed',
    (alerts ?? []).some(({ severity }) => severity === 'red'),
  )
}

function alertLine({ id, title, severity, state, dimensions, since, value, unit }: LiveAlert, at: number): HTMLElement {
  const names = (index: 0 | 1) => Object.values(dimensions).map(name => channelName(name)[index])
  const link = document.createElement('a')
  link.href = `/episodes/${encodeURIComponent(id)}`
  link.append(both([title.en, ...names(0)].join(' · '), [title.zh, ...names(1)].join(' · ')))
  const element = line(severity, link)
  const read = value === null ? '' : unit === 'ratio' ? share(value, language()) : count(value, language())
  // Minutes, not seconds: a line that changes every second would never let a screen reader finish.
  const minutes = Math.floor(Math.max(0, at - since) / 60_000)
  const length = {
    en: minutes === 0 ? '' : `, for ${minutes} min`,
    zh: minutes === 0 ? '' : `，已持续 ${minutes} 分钟`,
  }
  const recovering = state === 'recovering'
  const detail = document.createElement('span')
  detail.className = 'detail'
  detail.append(
    both(
      `${read} since ${clock(since)}${length.en}${recovering ? ' · recovering' : ''}`,
      `${read} 自 ${clock(since)} 起${length.zh}${recovering ? ' · 恢复中' : ''}`,
    ),
  )
  element.append(detail)
  return element
}

function line(kind: string, text: Node): HTMLElement {
  const element = document.createElement('p')
  element.className = `alert ${kind}`
  const strong = document.createElement('strong')
  strong.append(text)
  element.append(strong)
  return element
}
