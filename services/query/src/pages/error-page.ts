import type { Problem } from '@weir/http'
import { html } from './html.ts'
import { both } from './language.ts'
import type { Page } from './layout.ts'

/** A failure for people: what happened, and what to do next. */
export const errorPage = (problem: Problem, tenant: string | undefined): Page => ({
  title: { en: problem.title, zh: '出错了' },
  tenant,
  body: html`<section class="card narrow">
<h1>${problem.status === 404 ? both({ en: 'Not found', zh: '未找到' }) : both({ en: problem.title, zh: '出错了' })}</h1>
<p>${problem.detail}</p>
${problem.remedy !== undefined && html`<p class="remedy"><strong>${both({ en: 'What to do', zh: '怎么办' })}</strong> ${problem.remedy}</p>`}
<p class="quiet">${problem.status} ${problem.code} · ${problem.instance}</p>
</section>`,
})
