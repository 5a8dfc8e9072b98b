/* What the pages that query draws need of a script. */
import { chooseLanguage, language, languageChanged } from '../language/language.ts'
import { showLocalTimes } from './local-times.ts'

const switches = document.querySelectorAll<HTMLButtonElement>('button[data-language]')
for (const button of switches) {
  button.addEventListener('click', () => chooseLanguage(button.dataset.language === 'zh' ? 'zh' : 'en'))
}

document.addEventListener(languageChanged, () => {
  const { titleEn = '', titleZh = '' } = document.documentElement.dataset
  document.title = language() === 'zh' ? titleZh : titleEn
  for (const button of switches) button.setAttribute('aria-pressed', String(button.dataset.language === language()))
})

showLocalTimes()
