export const languages = ['en', 'zh'] as const
export type Language = (typeof languages)[number]

/** A text in both languages of the product. */
export interface Bilingual {
  readonly en: string
  readonly zh: string
}

/** Cookie in which the language switch keeps its choice; the server reads it. */
export const languageCookie = 'weir_language'
