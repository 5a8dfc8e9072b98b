import type { Bilingual } from '@weir/console-protocol'
import { html } from '../pages/html.ts'
import { both } from '../pages/language.ts'
import type { Page } from '../pages/layout.ts'
import { time } from '../pages/time.ts'
import type { Receipt } from './answer.ts'

type Stage = Receipt['steps'][number]['stage']

const stageNames: Record<Stage, Bilingual> = {
  accepted: { en: 'Accepted', zh: '已接收' },
  identified: { en: 'Identified', zh: '已识别' },
  pending: { en: 'Pending', zh: '处理中' },
  stored: { en: 'Stored', zh: '已入库' },
  duplicate: { en: 'Duplicate', zh: '重复' },
  quarantined: { en: 'Quarantined', zh: '已隔离' },
  suppressed: { en: 'Suppressed', zh: '已抑制' },
  rejected: { en: 'Rejected', zh: '已拒收' },
}

const meanings: Record<Receipt['state'], Bilingual> = {
  pending: {
    en: 'It is safe on the log and on its way. Reload this page in a moment.',
    zh: '事件已安全写入日志，正在处理。请稍后刷新本页。',
  },
  stored: {
    en: 'It is in ClickHouse and in every metric, once.',
    zh: '事件已写入 ClickHouse，并在各指标中恰好计入一次。',
  },
  duplicate: {
    en: 'The same id was stored before. It is not counted again, and nothing is lost.',
    zh: '相同编号的事件此前已入库，不再重复计数，也没有丢失。',
  },
  quarantined: {
    en: 'Its values fit no column. It is kept whole; mend it and send it again with the same id.',
    zh: '事件的值无法写入对应的列，原文已完整保留。修正后用相同编号重新发送即可。',
  },
  suppressed: {
    en: 'Its person asked to be erased. Nothing but this line is kept.',
    zh: '该用户已要求删除数据，仅保留此行记录。',
  },
  rejected: {
    en: 'It was refused and never counted as accepted. Mend what is named below and send it again.',
    zh: '事件被拒收，未计入已接收。请按下方说明修正后重新发送。',
  },
}

/** A receipt for people. */
export function receiptPage(receipt: Receipt, tenant: string): Page {
  const { state, event, steps, reason, original, others, coordinates } = receipt
  return {
    title: { en: `Receipt: ${stageNames[state].en}`, zh: `回执：${stageNames[state].zh}` },
    tenant,
    current: 'receipts',
    body: html`<article class="card">
<p class="quiet">${both({ en: 'Receipt of event', zh: '事件回执' })}</p>
<h1 class="receipt-id">${event.id}</h1>
<p class="verdict state-${state}"><strong>${both(stageNames[state])}</strong> ${both(meanings[state])}</p>
${reason && html`<dl class="facts"><dt>${both({ en: 'Reason', zh: '原因' })}</dt><dd><code>${reason.code}</code> ${reason.message}</dd>${reason.field !== '' && html`<dt>${both({ en: 'Field', zh: '字段' })}</dt><dd><code>${reason.field}</code></dd>`}</dl>`}
<h2>${both({ en: 'Its way', zh: '处理过程' })}</h2>
<ol class="way">${steps.map(({ stage, at, detail }) => html`<li class="state-${stage}"><strong>${both(stageNames[stage])}</strong> ${at === null ? '' : time(at)}<span class="detail">${detail}</span></li>`)}</ol>
<h2>${both({ en: 'The event', zh: '事件内容' })}</h2>
<dl class="facts">${Object.entries(event).map(([name, value]) => html`<dt>${name}</dt><dd>${typeof value === 'string' ? value : JSON.stringify(value)}</dd>`)}
<dt>${both({ en: 'Place on the log', zh: '日志位置' })}</dt><dd>${coordinates.topic} ${coordinates.log}.${coordinates.partition}.${coordinates.offset}.${coordinates.index}</dd></dl>
${original !== undefined && html`<h2>${both({ en: 'As it was sent', zh: '发送原文' })}</h2><pre tabindex="0"><code>${JSON.stringify(original, undefined, 2)}</code></pre>`}
${
  others.length > 0 &&
  html`<h2>${both({ en: 'Other arrivals of this id', zh: '相同编号的其他记录' })}</h2>
<ul class="others">${others.map(other => html`<li class="state-${other.state}"><a href="${other.receipt}"><strong>${both(stageNames[other.state])}</strong> ${time(other.receivedAt)}</a></li>`)}</ul>`
}
</article>`,
  }
}

/** A small form to find a receipt by the id of an event. */
export const receiptForm = (tenant: string): Page => ({
  title: { en: 'Find a receipt', zh: '查询回执' },
  tenant,
  current: 'receipts',
  body: html`<section class="card narrow">
<h1>${both({ en: 'What became of an event?', zh: '事件处理结果查询' })}</h1>
<form method="get" action="/receipts">
<label for="id">${both({ en: 'Id of the event (messageId)', zh: '事件编号（messageId）' })}</label>
<input id="id" name="id" required maxlength="512" autocomplete="off" spellcheck="false" autofocus>
<label for="source">${both({ en: 'Source, if you know it', zh: '来源（可不填）' })}</label>
<input id="source" name="source" maxlength="128" autocomplete="off" spellcheck="false">
<button type="submit">${both({ en: 'Show receipt', zh: '查看回执' })}</button>
</form></section>`,
})
