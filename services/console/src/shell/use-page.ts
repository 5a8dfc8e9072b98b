import { type ConsolePage, consolePages, navigation } from '@weir/console-protocol'
import { useSyncExternalStore } from 'react'

const moved = 'weir-moved'

function subscribe(changed: () => void): () => void {
  window.addEventListener('popstate', changed)
  window.addEventListener(moved, changed)
  return () => {
    window.removeEventListener('popstate', changed)
    window.removeEventListener(moved, changed)
  }
}

/** The page at this address, if it is one the console draws. */
export const pageAt = (path: string): ConsolePage | undefined => {
  const name = navigation.find(({ href }) => href === path)?.name
  return consolePages.find(page => page === name)
}

export const usePage = (): ConsolePage => useSyncExternalStore(subscribe, () => pageAt(location.pathname) ?? 'live')

/** Goes to another page of the console without loading it. */
export function goTo(href: string): void {
  history.pushState(null, '', href)
  window.dispatchEvent(new Event(moved))
}
