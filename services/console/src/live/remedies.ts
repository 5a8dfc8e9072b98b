import type { Bilingual, LivePart } from '@weir/console-protocol'

/** What to do about a part of the live page that cannot be read. */
export const remedies: Record<LivePart, Bilingual> = {
  metrics: {
    en: 'Charts stand still: ClickHouse does not answer. Look at the terminal of Weir, or at /readyz.',
    zh: '图表暂停更新：ClickHouse 无响应。请查看 Weir 终端或 /readyz。',
  },
  totals: {
    en: 'GMV stands still: ClickHouse does not answer. Look at the terminal of Weir, or at /readyz.',
    zh: '成交额暂停更新：ClickHouse 无响应。请查看 Weir 终端或 /readyz。',
  },
  alerts: {
    en: 'Alerts are unknown: the alerts service does not answer. Look at the terminal of Weir; it restarts by itself.',
    zh: '告警状态未知：告警服务无响应。请查看 Weir 终端，服务会自动重启。',
  },
  lag: {
    en: 'The lag is unknown: the event log does not answer. Look at the terminal of Weir, or at /readyz.',
    zh: '延迟未知：事件日志无响应。请查看 Weir 终端或 /readyz。',
  },
  ledger: {
    en: 'The ledger stands still: ClickHouse does not answer. Look at the terminal of Weir, or at /readyz.',
    zh: '账本暂停更新：ClickHouse 无响应。请查看 Weir 终端或 /readyz。',
  },
}
