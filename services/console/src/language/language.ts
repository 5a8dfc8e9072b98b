import { type Language, languageCookie } from '@weir/console-protocol'

/* The language of the document decides: of the texts the server sent, of what is drawn here, and for a screen reader. */

const yearSeconds = 31_536_000

/** Fires on `document` after the language changed. */
export const languageChanged = 'weir-language'

export const language = (): Language => (document.documentElement.lang === 'zh' ? 'zh' : 'en')

export function chooseLanguage(chosen: Language): void {
  document.documentElement.lang = chosen
  // biome-ignore lint/suspicious/noDocumentCookie: the server reads it, and Safari knows no other way
  document.cookie = `${languageCookie}=${chosen}; path=/; max-age=${yearSeconds}; samesite=lax`
  document.dispatchEvent(new Event(languageChanged))
}
