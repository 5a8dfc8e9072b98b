import type { Bilingual } from '@weir/console-protocol'
import type { MetricSeries } from '../metrics/read-metric.ts'
import { type Fragment, html } from '../pages/html.ts'
import { both } from '../pages/language.ts'
import type { Page } from '../pages/layout.ts'
import { lineChart } from '../pages/line-chart.ts'
import { time } from '../pages/time.ts'
import { formatDuration } from '../times.ts'
import type { Episode } from './read-episode.ts'

const states: Record<Episode['state'], Bilingual> = {
  firing: { en: 'Firing', zh: '告警中' },
  recovering: { en: 'Recovering', zh: '恢复中' },
  resolved: { en: 'Resolved', zh: '已恢复' },
}

const steps: Record<string, Bilingual> = {
  crossed: { en: 'Threshold crossed', zh: '越过阈值' },
  fired: { en: 'Fired', zh: '触发告警' },
  recovering: { en: 'Recovering', zh: '恢复中' },
  relapsed: { en: 'Fell back', zh: '再次越过' },
  resolved: { en: 'Resolved', zh: '恢复' },
}

/** What fired, as whoever was paged wants to see it on a phone. `series` is absent when it cannot be read. */
export function episodePage(episode: Episode, series: MetricSeries | undefined, tenant: string): Page {
  const { title, dimensions, state, severity, conditions, runbook, contributors, timeline, deliveries } = episode
  const about = Object.entries(dimensions).map(([name, value]) => `${name} ${value}`)
  const headline = (language: 'en' | 'zh') => [title[language], ...Object.values(dimensions)].join(' · ')
  return {
    title: { en: headline('en'), zh: headline('zh') },
    tenant,
    current: 'live',
    body: html`<article class="card">
<p class="verdict severity-${state === 'resolved' ? 'green' : severity}"><strong>${both(states[state])}</strong> ${both({ en: 'since', zh: '自' })} ${time(episode.crossedAt)}${episode.resolvedAt !== null && html` – ${time(episode.resolvedAt)}`}</p>
<h1>${both({ en: headline('en'), zh: headline('zh') })}</h1>
<dl class="facts"><dt>${both({ en: 'Metric', zh: '指标' })}</dt><dd><a href="/v1/metrics/${episode.metric}">${episode.metric}</a> ${about.join(', ')}</dd>
${conditions.map(
  ({ windowMs, op, threshold, value, sample }) =>
    html`<dt>${both({ en: `Last ${formatDuration(windowMs)}`, zh: `近 ${formatDuration(windowMs)}` })}</dt><dd><strong>${reading(value, episode.unit)}</strong> (${op} ${reading(threshold, episode.unit)}) · ${both({ en: `of ${sample}`, zh: `样本 ${sample}` })}</dd>`,
)}
${runbook !== null && html`<dt>${both({ en: 'What to do', zh: '处理办法' })}</dt><dd>${runbookText(runbook)}</dd>`}</dl>
${drawn(episode, series)}
${contributors.map(
  ({ dimension, values }) =>
    html`<h2>${both({ en: `By ${dimension}`, zh: `按 ${dimension}` })}</h2><dl class="facts">${values.map(({ value, reading: read, sample }) => html`<dt>${value === '' ? '–' : value}</dt><dd>${reading(read, episode.unit)} · ${sample}</dd>`)}</dl>`,
)}
<h2>${both({ en: 'Timeline', zh: '时间线' })}</h2>
<ol class="way">${timeline.map(({ at, step, detail }) => html`<li class="step-${step}"><strong>${both(steps[step] ?? { en: step, zh: step })}</strong> ${time(at)}${detail !== undefined && html`<span class="detail">${detail}</span>`}</li>`)}</ol>
${deliveries.length > 0 && html`<h2>${both({ en: 'Pages sent', zh: '通知' })}</h2><dl class="facts">${deliveries.map(({ channel, kind, state: sent, attempts, at, detail }) => html`<dt>${channel}</dt><dd>${kind} · ${sent} ${time(at)} · ${attempts} ${detail ?? ''}</dd>`)}</dl>`}
<p><a href="/">${both({ en: 'Live page', zh: '实时页面' })}</a></p>
</article>`,
  }
}

const reading = (value: number | null, unit: string): string => {
  if (value === null) return '–'
  return unit === 'ratio' ? `${Math.round(value * 1_000) / 10} %` : String(Math.round(value * 100) / 100)
}

/** A runbook is mostly an address; anything else is shown as it is, never followed. */
const runbookText = (runbook: string): Fragment =>
  /^https?:\/\/\S+$/.test(runbook) ? html`<a href="${runbook}" rel="noreferrer">${runbook}</a>` : runbook

function drawn(episode: Episode, series: MetricSeries | undefined): Fragment {
  const points = series?.series[0]?.points ?? []
  if (points.length < 2) return undefined
  return lineChart({
    points,
    level: episode.conditions[0]?.threshold,
    marked: {
      from: Date.parse(episode.crossedAt),
      to: episode.resolvedAt === null ? Number.POSITIVE_INFINITY : Date.parse(episode.resolvedAt),
    },
    format: value => reading(value, episode.unit),
    label: `${episode.metric}: ${points.map(({ value }) => reading(value, episode.unit)).at(-1)}`,
  })
}
