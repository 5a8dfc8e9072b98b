import { html } from '../pages/html.ts'
import { both } from '../pages/language.ts'
import type { Page } from '../pages/layout.ts'

const newLink = (url: string) => html`
<h2>${both({ en: 'Get a link', zh: '获取登录链接' })}</h2>
<ol class="steps">
<li>${both({
  en: 'The terminal in which Weir was started shows a login link at its end: open it.',
  zh: '启动 Weir 的终端末尾显示了登录链接，直接打开即可。',
})}</li>
<li>${both({
  en: 'A link works once. For another one, run this where Weir runs, in its folder, and open the address it prints:',
  zh: '每个链接只能用一次。需要新链接时，在 Weir 所在机器的安装目录中运行下面的命令，打开它输出的地址：',
})}
<pre tabindex="0"><code>curl -sX POST ${url}/v1/login-links \\
  -H "Authorization: Bearer $(node -p "require('./data/credentials.json').apiKeys.manage")"</code></pre></li>
</ol>`

/** What somebody without a session sees, wherever they came from. */
export const signInNeeded = (url: string): Page => ({
  title: { en: 'Sign in', zh: '登录' },
  body: html`<section class="card narrow">
<h1>${both({ en: 'This page needs a login link', zh: '需要登录链接才能查看' })}</h1>
<p>${both({
    en: 'Weir shows your customers’ numbers only to browsers that were let in. There is no password: a one-time link lets this browser in.',
    zh: 'Weir 只向获准的浏览器展示客户数据。没有密码：用一次性链接登录本浏览器。',
  })}</p>
${newLink(url)}
</section>`,
})

/** A link that was used before, is too old, or was never issued. */
export const linkSpent = (url: string): Page => ({
  title: { en: 'Link no longer valid', zh: '链接已失效' },
  body: html`<section class="card narrow">
<h1>${both({ en: 'This login link no longer works', zh: '此登录链接已失效' })}</h1>
<p>${both({ en: 'It was used before, or it is too old.', zh: '链接已被使用过，或已过期。' })}</p>
${newLink(url)}
</section>`,
})
