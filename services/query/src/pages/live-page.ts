import { type Fragment, html } from './html.ts'
import { type Bilingual, both } from './language.ts'
import type { Page } from './layout.ts'

const panel = (
  name: string,
  title: Bilingual,
  note: Bilingual,
  body: Fragment,
) => html`<section class="panel ${name}" aria-labelledby="${name}-title">
<h2 id="${name}-title">${both(title)} <small>${both(note)}</small></h2>
${body}
</section>`

const chart = (name: string) =>
  html`<div class="chart" id="${name}-chart" role="img" aria-labelledby="${name}-title"></div>`

const figure = (name: string) => html`<p class="figure" id="${name}-figure"><span class="waiting">–</span></p>`

const legend: readonly [string, Bilingual][] = [
  ['stored', { en: 'stored', zh: '入库' }],
  ['duplicate', { en: 'duplicate', zh: '重复' }],
  ['aside', { en: 'set aside', zh: '隔离' }],
  ['missing', { en: 'missing', zh: '缺失' }],
]

/** The wall: what is going on, readable from three metres. Everything in it is filled by /assets/live.js. */
export const livePage = (tenant: string): Page => ({
  title: { en: 'Live', zh: '实时' },
  tenant,
  current: 'live',
  wall: true,
  scripts: ['uPlot.iife.min.js', 'live.js'],
  body: html`<h1 class="hidden">${both({ en: 'Live numbers', zh: '实时数据' })}</h1>
<noscript><p class="card remedy">${both({ en: 'This page is drawn by JavaScript: allow it for this address, then reload.', zh: '本页面需要 JavaScript：请允许后刷新。' })}</p></noscript>
<div id="alerts" class="alerts" role="status" aria-live="polite"></div>
<div class="wall-grid">
${panel('traffic', { en: 'Traffic', zh: '流量' }, { en: 'events / second', zh: '事件／秒' }, [figure('traffic'), chart('traffic')])}
${panel('online', { en: 'Online', zh: '在线人数' }, { en: 'persons, 5 min', zh: '人，近 5 分钟' }, [figure('online'), chart('online')])}
${panel('gmv', { en: 'GMV', zh: '成交总额' }, { en: 'last hour · drawn per minute', zh: '近 1 小时 · 曲线为每分钟' }, [figure('gmv'), chart('gmv')])}
${panel(
  'success',
  { en: 'Payment success', zh: '支付成功率' },
  { en: 'by channel, last 3 min', zh: '按渠道，近 3 分钟' },
  html`<div class="success-body">${chart('success')}<table class="channels"><caption class="hidden">${both({ en: 'Payment success now', zh: '当前支付成功率' })}</caption><thead class="hidden"><tr><th scope="col">${both({ en: 'Channel', zh: '渠道' })}</th><th scope="col">${both({ en: 'Success', zh: '成功率' })}</th><th scope="col">${both({ en: 'Payments', zh: '支付笔数' })}</th></tr></thead><tbody id="channels"></tbody></table></div>`,
)}
${panel(
  'account',
  { en: 'Every event accounted for', zh: '每个事件都有着落' },
  { en: 'ledger, 60 min', zh: '近 60 分钟账本' },
  [
    html`<div class="account-figures"><p class="figure" id="missing-figure"><span class="waiting">–</span></p><p class="figure" id="lag-figure"><span class="waiting">–</span></p></div>`,
    chart('ledger'),
    html`<p class="legend">${legend.map(([kind, text]) => html`<span><i class="${kind}"></i>${both(text)}</span>`)}</p>`,
    html`<p id="stages" class="stages"></p>`,
  ],
)}
</div>`,
})
