import type { LedgerLine } from '@weir/console-protocol'

const minuteMs = 60_000
const minutes = 60
const pitch = 10
const height = 100

/** A bar a minute: what became of its events, stacked; missing ones of a final minute in red on top. */
export function LedgerBars({ lines, now }: { lines: readonly LedgerLine[]; now: number }) {
  const first = Math.floor(now / minuteMs) * minuteMs - (minutes - 1) * minuteMs
  const most = Math.max(1, ...lines.map(({ accepted }) => accepted))
  return (
    <svg viewBox={`0 0 ${minutes * pitch} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      <rect className="base" x={0} y={height - 0.8} width={minutes * pitch} height={0.8} />
      {lines.map(line => (
        <Bar key={line.minute} line={line} at={(line.minute - first) / minuteMs} most={most} />
      ))}
    </svg>
  )
}

function Bar({ line, at, most }: { line: LedgerLine; at: number; most: number }) {
  if (at < 0 || at >= minutes) return null
  let top = height
  return partsOf(line)
    .filter(({ events }) => events > 0)
    .map(({ kind, events }) => {
      const size = Math.max((events / most) * height, kind === 'missing' ? 6 : 1)
      top -= size
      return <rect key={kind} className={kind} x={at * pitch} y={top} width={pitch - 2} height={size} />
    })
}

function partsOf({ state, stored, duplicate, quarantined, suppressed, missing }: LedgerLine) {
  const pending = state === 'pending'
  return [
    { kind: pending ? 'stored pending' : 'stored', events: stored },
    { kind: 'duplicate', events: duplicate },
    { kind: 'aside', events: quarantined + suppressed },
    { kind: pending ? 'under-way' : 'missing', events: Math.max(0, missing) },
  ]
}
