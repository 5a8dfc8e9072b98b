import { languages } from '@weir/console-protocol'
import { chooseLanguage } from '../language/language.ts'
import { useLanguage } from '../language/use-language.ts'

const names = { en: 'EN', zh: '中文' } as const

export function LanguageSwitch() {
  const shown = useLanguage()
  return (
    // biome-ignore lint/a11y/useSemanticElements: buttons that press each other out, not fields of a form
    <div className="languages" role="group" aria-label="Language 语言">
      {languages.map(name => (
        <button key={name} type="button" lang={name} aria-pressed={name === shown} onClick={() => chooseLanguage(name)}>
          {names[name]}
        </button>
      ))}
    </div>
  )
}
