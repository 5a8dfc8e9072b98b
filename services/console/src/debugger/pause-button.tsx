import type { DebuggedEvent } from '@weir/console-protocol'
import { useText } from '../language/use-language.ts'
import { mostEvents } from './feed.ts'

export function PauseButton(props: { held: readonly DebuggedEvent[] | undefined; onToggle: () => void }) {
  const { held, onToggle } = props
  const t = useText()
  const waiting = held && (held.length < mostEvents ? String(held.length) : `${mostEvents}+`)
  return (
    <button type="button" className="pause" aria-pressed={held !== undefined} onClick={onToggle}>
      {held === undefined
        ? t({ en: 'Pause', zh: '暂停' })
        : t({ en: `Resume · ${waiting} new`, zh: `继续 · ${waiting} 条新事件` })}
    </button>
  )
}
