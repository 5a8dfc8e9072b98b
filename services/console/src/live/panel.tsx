import type { Bilingual } from '@weir/console-protocol'
import type { ReactNode } from 'react'
import { useText } from '../language/use-language.ts'

export function Panel(props: { name: string; title: Bilingual; note: Bilingual; children: ReactNode }) {
  const { name, title, note, children } = props
  const t = useText()
  return (
    <section className={`panel ${name}`} aria-labelledby={`${name}-title`}>
      <h2 id={`${name}-title`}>
        {t(title)} <small>{t(note)}</small>
      </h2>
      {children}
    </section>
  )
}
