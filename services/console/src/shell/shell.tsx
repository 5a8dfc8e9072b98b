import { navigation } from '@weir/console-protocol'
import { useEffect, useRef, useState } from 'react'
import { DebuggerPage } from '../debugger/debugger-page.tsx'
import { useText } from '../language/use-language.ts'
import { LivePage } from '../live/live-page.tsx'
import type { ConnectionState } from '../stream/open-stream.ts'
import { Clock } from './clock.tsx'
import { Connection } from './connection.tsx'
import { LanguageSwitch } from './language-switch.tsx'
import { Navigation } from './navigation.tsx'
import { usePage } from './use-page.ts'

/** What is around every page of the console. */
export function Shell({ tenant }: { tenant: string }) {
  const t = useText()
  const page = usePage()
  const content = useRef<HTMLElement>(null)
  const [connection, setConnection] = useState<ConnectionState>('waiting')
  const title = t(navigation.find(({ name }) => name === page)!.text)

  useEffect(() => {
    document.title = `${title} · Weir`
  }, [title])

  const first = useRef(page)
  useEffect(() => {
    document.documentElement.classList.toggle('wall', page === 'live')
    // Whoever came by keyboard goes on in the new page, and a screen reader reads from its beginning.
    if (first.current !== page) content.current?.focus()
    first.current = page
  }, [page])

  return (
    <>
      <a className="skip" href="#content">
        {t({ en: 'Skip to content', zh: '跳到内容' })}
      </a>
      <header className="top">
        <a className="brand" href="/">
          Weir
        </a>
        <span className="tenant">{tenant}</span>
        <Navigation page={page} />
        <div className="top-end">
          <Connection state={connection} />
          <Clock />
          <LanguageSwitch />
          <form method="post" action="/logout">
            <button type="submit" className="sign-out">
              {t({ en: 'Sign out', zh: '退出' })}
            </button>
          </form>
        </div>
      </header>
      <main id="content" ref={content} tabIndex={-1} className={connection === 'live' ? undefined : 'stale'}>
        {page === 'live' ? <LivePage onConnection={setConnection} /> : <DebuggerPage onConnection={setConnection} />}
      </main>
    </>
  )
}
