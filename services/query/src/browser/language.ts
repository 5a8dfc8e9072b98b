/** The language switch. Both texts are in the page; the language of the document decides which is shown. */
export type Language = 'en' | 'zh'

const yearSeconds = 31_536_000

export const language = (): Language => (document.documentElement.lang === 'zh' ? 'zh' : 'en')

/** Fires on `document` after the language changed, for what is not text in the page: numbers, charts, labels. */
export const languageChanged = 'weir-language'

/** Both texts as elements; see the style sheet. */
export function both(en: string, zh: string): DocumentFragment {
  const fragment = document.createDocumentFragment()
  for (const [lang, text] of [
    ['en', en],
    ['zh', zh],
  ] as const) {
    const span = document.createElement('span')
    span.lang = lang
    span.textContent = text
    fragment.append(span)
  }
  return fragment
}

function choose(chosen: Language): void {
  const root = document.documentElement
  root.lang = chosen
  document.title = root.dataset[chosen === 'zh' ? 'titleZh' : 'titleEn'] ?? document.title
  // biome-ignore lint/suspicious/noDocumentCookie: the server reads it, and Safari knows no other way
  document.cookie = `weir_language=${chosen}; path=/; max-age=${yearSeconds}; samesite=lax`
  for (const button of switches()) button.setAttribute('aria-pressed', String(button.dataset.language === chosen))
  document.dispatchEvent(new Event(languageChanged))
}

const switches = () => document.querySelectorAll<HTMLButtonElement>('button[data-language]')

for (const button of switches()) {
  button.addEventListener('click', () => choose(button.dataset.language === 'zh' ? 'zh' : 'en'))
}
