import { type ConsolePage, navigation } from '@weir/console-protocol'
import type { MouseEvent } from 'react'
import { useText } from '../language/use-language.ts'
import { goTo, pageAt } from './use-page.ts'

/** Pages of the console open at once; the others are loaded from the server. */
function follow(event: MouseEvent<HTMLAnchorElement>, href: string): void {
  if (pageAt(href) === undefined || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  event.preventDefault()
  goTo(href)
}

export function Navigation({ page }: { page: ConsolePage }) {
  const t = useText()
  return (
    <nav aria-label="Weir">
      {navigation.map(({ name, href, text }) => (
        <a
          key={name}
          href={href}
          aria-current={name === page ? 'page' : undefined}
          onClick={event => follow(event, href)}
        >
          {t(text)}
        </a>
      ))}
    </nav>
  )
}
