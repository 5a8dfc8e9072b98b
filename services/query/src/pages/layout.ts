import { type Bilingual, navigation, type PageName } from '@weir/console-protocol'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { consoleFile } from './console-files.ts'
import { type Fragment, html } from './html.ts'
import { both, languageOf } from './language.ts'

export interface Page {
  title: Bilingual
  body: Fragment
  /** Of whoever is signed in; absent, the page has no navigation. */
  tenant?: string | undefined
  /** Marks the page's link in the navigation. */
  current?: PageName
}

/** Nothing but our own files, no inline script or style, no framing. */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Sends a page. */
export const sendPage = (request: FastifyRequest, reply: FastifyReply, page: Page): FastifyReply =>
  sendDocument(reply, documentOf(page, languageOf(request)))

/** Sends the text of a whole document. */
export function sendDocument(reply: FastifyReply, document: string): FastifyReply {
  return reply
    .header('content-security-policy', pagePolicy)
    .header('vary', 'accept, cookie, accept-language')
    .type('text/html; charset=utf-8')
    .send(document)
}

function documentOf({ title, body, tenant, current }: Page, language: 'en' | 'zh'): string {
  return html`<!doctype html>
<html lang="${language}" data-title-en="${title.en} · Weir" data-title-zh="${title.zh} · Weir">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title[language]} · Weir</title>
<link rel="icon" href="${consoleFile('icon.svg')}" type="image/svg+xml">
<link rel="stylesheet" href="${consoleFile('pages.css')}">
<script type="module" src="${consoleFile('pages.js')}"></script>
</head>
<body>
<a class="skip" href="#content">${both({ en: 'Skip to content', zh: '跳到内容' })}</a>
<header class="top">
<a class="brand" href="/">Weir</a>
${
  tenant !== undefined &&
  html`<span class="tenant">${tenant}</span>
<nav aria-label="Weir">${navigation.map(({ name, href, text }) => html`<a href="${href}"${name === current && html` aria-current="page"`}>${both(text)}</a>`)}</nav>`
}
<div class="top-end">
<div class="languages" role="group" aria-label="Language 语言"><button type="button" data-language="en" lang="en" aria-pressed="${String(language === 'en')}">EN</button><button type="button" data-language="zh" lang="zh" aria-pressed="${String(language === 'zh')}">中文</button></div>
${tenant !== undefined && html`<form method="post" action="/logout"><button class="sign-out">${both({ en: 'Sign out', zh: '退出' })}</button></form>`}
</div>
</header>
<main id="content">
${body}
</main>
</body>
</html>
`.html
}
