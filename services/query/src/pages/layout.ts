import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Fragment, html } from './html.ts'
import { type Bilingual, both, languageOf } from './language.ts'

export interface Page {
  title: Bilingual
  body: Fragment
  /** Of whoever is signed in; absent, the page has no navigation. */
  tenant?: string | undefined
  /** Script modules of the page under /assets. */
  scripts?: readonly string[]
  /** Marks the page's link in the navigation. */
  current?: 'live' | 'people' | 'receipts'
  /** Fills the window instead of scrolling, as a wall does. */
  wall?: boolean
}

/** Nothing but our own files, no inline script or style, no framing. */
export const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

const links = [
  { name: 'live', href: '/', text: { en: 'Live', zh: '实时' } },
  { name: 'people', href: '/people', text: { en: 'People', zh: '用户' } },
  { name: 'receipts', href: '/receipts', text: { en: 'Receipts', zh: '回执' } },
] as const

/** Sends a page. */
export function sendPage(request: FastifyRequest, reply: FastifyReply, page: Page): FastifyReply {
  return reply
    .header('content-security-policy', pagePolicy)
    .header('vary', 'accept, cookie, accept-language')
    .type('text/html; charset=utf-8')
    .send(documentOf(page, languageOf(request)))
}

function documentOf({ title, body, tenant, scripts = [], current, wall = false }: Page, language: 'en' | 'zh'): string {
  return html`<!doctype html>
<html lang="${language}" data-title-en="${title.en} · Weir" data-title-zh="${title.zh} · Weir"${wall && html` class="wall"`}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark">
<title>${title[language]} · Weir</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/base.css">
${
  wall
    ? html`<link rel="stylesheet" href="/assets/uPlot.min.css">
<link rel="stylesheet" href="/assets/wall.css">
<link rel="stylesheet" href="/assets/panels.css">`
    : html`<link rel="stylesheet" href="/assets/pages.css">`
}
<script type="module" src="/assets/language.js"></script>
<script type="module" src="/assets/local-times.js"></script>
${scripts.map(script => html`<script ${script.endsWith('.iife.min.js') ? 'defer' : html`type="module"`} src="/assets/${script}"></script>\n`)}</head>
<body>
<a class="skip" href="#content">${both({ en: 'Skip to content', zh: '跳到内容' })}</a>
<header class="top">
<a class="brand" href="/">Weir</a>
${
  tenant !== undefined &&
  html`<span class="tenant">${tenant}</span>
<nav aria-label="Weir">${links.map(({ name, href, text }) => html`<a href="${href}"${name === current && html` aria-current="page"`}>${both(text)}</a>`)}<a href="/docs/">API</a></nav>`
}
<div class="top-end">${wall && html`<span id="connection" class="connection" role="status"></span><time id="clock" class="clock"></time>`}
<div class="languages" role="group" aria-label="Language 语言"><button type="button" data-language="en" lang="en" aria-pressed="${String(language === 'en')}">EN</button><button type="button" data-language="zh" lang="zh" aria-pressed="${String(language === 'zh')}">中文</button></div></div>
</header>
<main id="content">
${body}
</main>
</body>
</html>
`.html
}
