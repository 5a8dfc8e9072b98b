import type { FastifyRequest } from 'fastify'
import { type Html, html } from './html.ts'

export const languages = ['en', 'zh'] as const
export type Language = (typeof languages)[number]

/** A text in both languages of the product. */
export interface Bilingual {
  en: string
  zh: string
}

/** Cookie in which the language switch keeps its choice. */
export const languageCookie = 'weir_language'

/** What the reader chose, else what the browser prefers. */
export function languageOf(request: FastifyRequest): Language {
  const chosen = request.cookies[languageCookie]
  if (chosen === 'en' || chosen === 'zh') return chosen
  const [first = ''] = (request.headers['accept-language'] ?? '').split(',')
  return first.trim().toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

/** Both texts; the style sheet shows the one in the language of the page, and so does a screen reader. */
export const both = ({ en, zh }: Bilingual): Html => html`<span lang="en">${en}</span><span lang="zh">${zh}</span>`
