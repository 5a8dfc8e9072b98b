import { useEffect, useState } from 'react'
import { clock } from '../live/numbers.ts'

export function Clock() {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [])
  return <time className="clock">{clock(now)}</time>
}
