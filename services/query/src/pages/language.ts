import { type Bilingual, type Language, languageCookie } from '@weir/console-protocol'
import type { FastifyRequest } from 'fastify'
import { type Html, html } from './html.ts'

/** What the reader chose, else what the browser prefers. */
export function languageOf(request: FastifyRequest): Language {
  const chosen = request.cookies[languageCookie]
  if (chosen === 'en' || chosen === 'zh') return chosen
  const [first = ''] = (request.headers['accept-language'] ?? '').split(',')
  return first.trim().toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

/** Both texts; the style sheet shows the one in the language of the page, and so does a screen reader. */
export const both = ({ en, zh }: Bilingual): Html => html`<span lang="en">${en}</span><span lang="zh">${zh}</span>`
