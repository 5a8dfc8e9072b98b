import type { Bilingual, Language } from '@weir/console-protocol'
import { useSyncExternalStore } from 'react'
import { language, languageChanged } from './language.ts'

function subscribe(changed: () => void): () => void {
  document.addEventListener(languageChanged, changed)
  return () => document.removeEventListener(languageChanged, changed)
}

export const useLanguage = (): Language => useSyncExternalStore(subscribe, language)

/** Picks the text in the reader's language. */
export function useText(): (text: Bilingual) => string {
  const shown = useLanguage()
  return text => text[shown]
}
