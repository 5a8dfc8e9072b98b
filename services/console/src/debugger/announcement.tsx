import { useEffect, useEffectEvent, useState } from 'react'
import { useText } from '../language/use-language.ts'
import type { Feed } from './feed.ts'

const everyMs = 10_000

/** Tells a screen reader now and then what came: each event as it comes would never be heard to its end. */
export function Announcement({ feed }: { feed: Feed }) {
  const t = useText()
  const [said, setSaid] = useState('')
  const say = useEffectEvent(() => {
    const sum = (read: (tally: Feed['tallies'][number]) => number) =>
      feed.tallies.reduce((total, tally) => total + read(tally), 0)
    const [accepted, rejected] = [sum(of => of.accepted), sum(of => of.rejected)]
    if (accepted + rejected === 0) return setSaid('')
    setSaid(t({ en: `${accepted} accepted, ${rejected} rejected`, zh: `接收 ${accepted}，拒收 ${rejected}` }))
  })
  useEffect(() => {
    const timer = setInterval(() => say(), everyMs)
    return () => clearInterval(timer)
  }, [])
  return (
    <p className="hidden" role="status">
      {said}
    </p>
  )
}
