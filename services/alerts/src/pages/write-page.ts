import type { ConditionReading, Contributor, Episode } from '../episodes/episode.ts'
import { outboxKey, type Page, type PageKind, pageId } from './page.ts'
import { formatDimensions, formatDuration, formatTime, formatValue, plain, type Words } from './words.ts'

export interface PageWriter {
  page(kind: PageKind, episode: Episode, channel: string, at: number): Page
}

/** @param publicUrl Where people reach Weir; pages have no link without it. */
export function createPageWriter(options: { publicUrl: string | undefined; words: Words }): PageWriter {
  const { publicUrl, words } = options
  return {
    page(kind, episode, channel, at) {
      const key = outboxKey(episode.id, kind, channel)
      const link = publicUrl === undefined ? null : `${publicUrl.replace(/\/$/, '')}/episodes/${episode.id}`
      const { tenant, severity } = episode
      const title = { en: titleOf(kind, episode, english), zh: titleOf(kind, episode, chinese) }
      const text = (language: Phrases) => textOf(kind, episode, link, language, words)
      return {
        id: pageId(tenant, key), kind, at, tenant, severity, episode, title, link,
        text: { en: text(english), zh: text(chinese) },
      } // biome-ignore format: in the order of the type
    },
  }
}

const marks = { red: '🔴', yellow: '🟡', green: '🟢' }

/** What is said, in one language. */
interface Phrases {
  language: 'en' | 'zh'
  colon: string
  resolved: string
  test: string
  value: string
  over: (window: string) => string
  sample: string
  atLeast: (sample: number) => string
  since: string
  firedAfter: (duration: string) => string
  lasted: string
  noData: (duration: string) => string
  endReason: Record<NonNullable<Episode['endReason']>, string>
  most: string
  lag: (duration: string) => string
  runbook: string
  labels: string
  episode: string
  open: string
}

const english: Phrases = {
  language: 'en',
  colon: ': ',
  resolved: 'Resolved',
  test: 'Test page',
  value: 'Value',
  over: window => `over ${window}`,
  sample: 'Sample',
  atLeast: sample => `needs ${sample}`,
  since: 'Since',
  firedAfter: duration => `paged after ${duration}`,
  lasted: 'Lasted',
  noData: duration => `Nothing has come for ${duration}`,
  endReason: {
    'no-data': 'Closed: too little data to tell',
    'rule-removed': 'Closed: the rule was removed or changed',
  },
  most: 'Contributing most',
  lag: duration => `Data is ${duration} behind: part of this may be late, not lost`,
  runbook: 'Runbook',
  labels: 'Labels',
  episode: 'Episode',
  open: 'Open in Weir',
}

const chinese: Phrases = {
  language: 'zh',
  colon: '：',
  resolved: '已恢复',
  test: '测试消息',
  value: '当前值',
  over: window => `（近 ${window}）`,
  sample: '样本数',
  atLeast: sample => `至少需要 ${sample}`,
  since: '开始于',
  firedAfter: duration => `持续 ${duration} 后告警`,
  lasted: '持续时长',
  noData: duration => `已有 ${duration} 没有数据`,
  endReason: { 'no-data': '已关闭：数据不足，无法判断', 'rule-removed': '已关闭：规则已删除或修改' },
  most: '影响最大',
  lag: duration => `数据延迟 ${duration}：部分数据可能只是晚到，并未丢失`,
  runbook: '处理手册',
  labels: '标签',
  episode: '事件编号',
  open: '在 Weir 中查看',
}

function titleOf(kind: PageKind, episode: Episode, say: Phrases): string {
  const title = episode.title[say.language]
  const about = formatDimensions(episode.dimensions)
  const subject = about === '' ? title : `${title} · ${about}`
  if (kind === 'resolved') return `✅ ${say.resolved}${say.colon}${subject}`
  return `${kind === 'test' ? `🔔 ${say.test}${say.colon}` : `${marks[episode.severity]} `}${subject}`
}

const compared = ({ windowMs, op, threshold, value }: ConditionReading, unit: string, say: Phrases): string =>
  `${formatValue(value, unit)} ${say.over(formatDuration(windowMs))} (${op} ${formatValue(threshold, unit)})`

function textOf(kind: PageKind, episode: Episode, link: string | null, say: Phrases, words: Words): string {
  const line = (name: string, text: string) => `- **${name}**${say.colon}${text}`
  const { conditions, resolution, minSample, crossedAt, firedAt, resolvedAt, unit, runbook, labels } = episode
  const readings = kind === 'resolved' ? (resolution ? [resolution] : []) : conditions
  const since = `${formatTime(crossedAt, words)}`
  const lines = [
    `### ${titleOf(kind, episode, say)}`,
    '',
    ...(episode.cause === 'no-data' && kind !== 'resolved'
      ? [`- ${say.noData(formatDuration(firedAt - crossedAt))}`]
      : []),
    ...(episode.endReason && kind === 'resolved' ? [`- ${say.endReason[episode.endReason]}`] : []),
    ...readings.slice(0, 4).map(reading => line(say.value, compared(reading, unit, say))),
    ...(readings.length > 0 ? [line(say.sample, samples(readings, minSample, say))] : []),
    line(say.since, kind === 'resolved' ? since : `${since}, ${say.firedAfter(formatDuration(firedAt - crossedAt))}`),
    ...(resolvedAt === null ? [] : [line(say.lasted, formatDuration(resolvedAt - crossedAt))]),
    ...(kind === 'resolved' ? [] : episode.contributors.map(part => line(say.most, contribution(part, unit)))),
    ...(kind !== 'resolved' && episode.lagMs !== null ? [`- ${say.lag(formatDuration(episode.lagMs))}`] : []),
    ...(runbook === null ? [] : [line(say.runbook, runbook)]),
    ...(Object.keys(labels).length === 0 ? [] : [line(say.labels, formatDimensions(labels))]),
    line(say.episode, episode.id),
    ...(link === null ? [] : ['', `[${say.open}](${link})`]),
  ]
  return lines.join('\n')
}

const samples = (readings: readonly ConditionReading[], minSample: number, say: Phrases): string =>
  `${readings.map(({ sample, windowMs }) => `${Math.round(sample)} ${say.over(formatDuration(windowMs))}`).join(', ')}${
    minSample > 0 ? ` (${say.atLeast(minSample)})` : ''
  }`

const contribution = ({ dimension, values }: Contributor, unit: string): string =>
  `${dimension} ${values.map(({ value, reading, sample }) => `${plain(value)} ${formatValue(reading, unit)} (n=${Math.round(sample)})`).join(', ')}`
