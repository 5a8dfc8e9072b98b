import type { Bilingual } from '@weir/console-protocol'
import type { KeyType } from '@weir/identity-rules'
import { type Fragment, type Html, html } from '../pages/html.ts'
import { both } from '../pages/language.ts'
import type { Page } from '../pages/layout.ts'
import { time } from '../pages/time.ts'
import { activityChart } from './activity-chart.ts'
import type { Profile } from './answers.ts'

/** What the form was filled with; it stays filled. */
export interface Asked {
  type: string
  scope: string
}

const title: Bilingual = { en: 'People', zh: '用户' }

/** Finds a person by a key. The form is sent as a body: a phone number has no business in addresses and histories. */
export const peoplePage = (
  tenant: string,
  types: readonly KeyType[],
  asked: Asked | undefined,
  result: Fragment,
): Page => ({
  title,
  tenant,
  current: 'people',
  body: html`<section class="card">
<h1>${both({ en: 'Find a person', zh: '查找用户' })}</h1>
<form method="post" action="/people" class="finder">
<div><label for="type">${both({ en: 'Key', zh: '标识类型' })}</label>
<select id="type" name="type">${types.map(({ name }) => html`<option value="${name}"${name === (asked?.type ?? 'phone') && html` selected`}>${name}</option>`)}</select></div>
<div class="grow"><label for="value">${both({ en: 'Value', zh: '标识值' })}</label>
<input id="value" name="value" required maxlength="512" autocomplete="off" spellcheck="false" autofocus></div>
<div><label for="scope">${both({ en: 'Scope (openid, member card)', zh: '范围（openid、会员卡需要）' })}</label>
<input id="scope" name="scope" maxlength="128" autocomplete="off" spellcheck="false" value="${asked?.scope ?? ''}"></div>
<button type="submit">${both({ en: 'Find', zh: '查找' })}</button>
</form></section>
${result}`,
})

/** What is known of a person. */
export const personSection = (profile: Profile): Html => html`<article class="card">
<p class="quiet">OneID</p>
<h2 class="one-id">${profile.oneId}</h2>
<p>${both({ en: 'First seen', zh: '首次出现' })} ${time(profile.firstSeen)} · ${both({ en: 'last seen', zh: '最近出现' })} ${time(profile.lastSeen)}</p>
<h3>${both({ en: 'Events a day (UTC), 90 days', zh: '90 天每日事件数（UTC）' })}</h3>
${activityChart(profile.activity, Date.parse(profile.lastSeen))}
<h3>${both({ en: 'Keys', zh: '标识' })}</h3>
<div class="scroll" tabindex="0"><table><thead><tr>${heads([
  { en: 'Key', zh: '类型' },
  { en: 'Value', zh: '值' },
  { en: 'Scope', zh: '范围' },
  { en: 'First seen', zh: '首次出现' },
  { en: 'Last seen', zh: '最近出现' },
])}</tr></thead>
<tbody>${profile.keys.map(({ type, value, scope, firstSeen, lastSeen }) => html`<tr><th scope="row">${type}</th><td>${value ?? '–'}</td><td>${scope}</td><td>${time(firstSeen)}</td><td>${time(lastSeen)}</td></tr>`)}</tbody></table></div>
<h3>${both({ en: 'Traits', zh: '属性' })}</h3>
${profile.traits.length === 0 ? html`<p class="quiet">${both({ en: 'Nobody has said anything about this person yet (identify calls set traits).', zh: '暂无属性（由 identify 调用写入）。' })}</p>` : html`<dl class="facts">${profile.traits.map(({ name, value }) => html`<dt>${name}</dt><dd>${typeof value === 'string' ? value : JSON.stringify(value)}</dd>`)}</dl>`}
<h3>${both({ en: 'Latest events', zh: '最近事件' })}</h3>
<div class="scroll" tabindex="0"><table><thead><tr>${heads([
  { en: 'When', zh: '时间' },
  { en: 'Event', zh: '事件' },
  { en: 'Detail', zh: '详情' },
  { en: 'Source', zh: '来源' },
  { en: 'Receipt', zh: '回执' },
])}</tr></thead>
<tbody>${profile.events.map(({ type, occurredAt, source, fields, receipt, id }) => html`<tr><td>${time(occurredAt)}</td><th scope="row">${type}</th><td>${Object.values(fields).join(' · ')}</td><td>${source}</td><td><a href="${receipt}">${id.slice(0, 12)}</a></td></tr>`)}</tbody></table></div>
</article>`

const heads = (names: readonly Bilingual[]) => names.map(name => html`<th scope="col">${both(name)}</th>`)
