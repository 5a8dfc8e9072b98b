import type { Bilingual } from '@weir/console-protocol'
import { type Html, html } from '../pages/html.ts'
import { both } from '../pages/language.ts'
import type { Page } from '../pages/layout.ts'
import { time } from '../pages/time.ts'
import { formatCoordinates } from '../receipts/coordinates.ts'
import { receiptPath } from '../receipts/receipt-path.ts'
import { isoTime } from '../times.ts'

import type { LetterGroup } from './group-rows.ts'
import type { Letter, LetterPage } from './letter-rows.ts'

const title: Bilingual = { en: 'Dead letters', zh: '死信' }

/** What one group has in common, as it stands in an address. */
export interface Reason {
  code: string
  field: string
  type: string
  source: string
}

const page = (tenant: string, body: Html): Page => ({ title, tenant, current: 'dead-letters', body })

/** Why events are refused: a line for each reason. */
export const groupsPage = (tenant: string, groups: readonly LetterGroup[]): Page =>
  page(
    tenant,
    html`<section class="card">
<h1>${both(title)}</h1>
<p class="quiet">${both({
      en: 'Events of the last 30 days that were refused at the door. Each is kept with its reason, to be mended and replayed.',
      zh: '最近 30 天被拒收的事件。原文与原因均已保留，修正后可以重放。',
    })}</p>
${groups.length === 0 ? html`<p>${both({ en: 'Nothing was refused.', zh: '没有被拒收的事件。' })}</p>` : groupList(groups)}
</section>`,
  )

const groupList = (groups: readonly LetterGroup[]): Html =>
  html`<ol class="way">${groups.map(
    group => html`<li class="state-${group.open > 0 ? 'rejected' : 'stored'}"><a href="${groupPath(group)}"><strong>${group.code}</strong> ${group.field !== '' && html`<code>${group.field}</code>`}</a>
<span class="detail">${typeOf(group)} · ${group.source} · ${both({
      en: `${group.open} open of ${group.count}`,
      zh: `共 ${group.count} 条，未重放 ${group.open} 条`,
    })} · ${both({ en: 'first', zh: '最早' })} ${time(isoTime(group.firstAt))} · ${both({ en: 'last', zh: '最近' })} ${time(isoTime(group.lastAt))}</span></li>`,
  )}</ol>`

/** The letters of one reason. */
export function samplesPage(tenant: string, reason: Reason, { letters, next }: LetterPage<Letter>): Page {
  const [newest] = letters
  return page(
    tenant,
    html`<section class="card">
<p class="quiet"><a href="/dead-letters">${both(title)}</a></p>
<h1>${reason.code} ${reason.field !== '' && html`<code>${reason.field}</code>`}</h1>
<p>${typeOf(reason)} · ${reason.source}</p>
${newest && html`<p class="verdict state-rejected">${newest.message}</p>`}
<ol class="way">${letters.map(
      letter => html`<li class="state-${letter.state === 'replayed' ? 'stored' : 'rejected'}"><a href="${receiptPath(letter, { rejected: formatCoordinates(letter.coordinates) })}"><strong>${letter.id}</strong></a> ${time(isoTime(letter.receivedAt))}
<span class="detail">${both(stateNames[letter.state])} · ${letter.door} · <code>${formatCoordinates(letter.coordinates)}</code></span></li>`,
    )}</ol>
${next !== undefined && html`<p><a href="${groupPath(reason, next)}">${both({ en: 'Older ones', zh: '更早的记录' })}</a></p>`}
<h2>${both({ en: 'Mend and replay', zh: '修正并重放' })}</h2>
<p>${both({
      en: 'Write a JSON Patch, look at what would become of the events, then replay them:',
      zh: '编写 JSON Patch，先试运行查看结果，再正式重放：',
    })}</p>
<pre tabindex="0"><code>npx weir dead-letters replay ${flagsOf(reason)} --patch patch.json --dry-run</code></pre>
</section>`,
  )
}

const stateNames: Record<Letter['state'], Bilingual> = {
  open: { en: 'open', zh: '未重放' },
  replayed: { en: 'stored by now', zh: '已入库' },
}

const typeOf = ({ type }: Reason): Html | string => (type === '' ? both({ en: 'no type', zh: '类型未知' }) : type)

const groupPath = ({ code, field, type, source }: Reason, cursor?: string): string =>
  `/dead-letters?${new URLSearchParams({ code, field, type, source, ...(cursor !== undefined && { cursor }) })}`

/** For a shell: everything a sender chose is quoted. */
const flagsOf = ({ code, field, type, source }: Reason): string =>
  Object.entries({ source, type, code, field })
    .map(([name, value]) => `--${name} '${value.replaceAll("'", "'\\''")}'`)
    .join(' ')
