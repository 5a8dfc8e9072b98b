import type { LedgerLine } from '../live/message.ts'

const svg = 'http://www.w3.org/2000/svg'
const minuteMs = 60_000
const minutes = 60
const pitch = 10
const height = 100

/** A bar a minute: what became of its events, stacked; missing ones of a final minute in red on top. */
export function drawLedger(element: HTMLElement, lines: readonly LedgerLine[], now: number): void {
  const first = Math.floor(now / minuteMs) * minuteMs - (minutes - 1) * minuteMs
  const most = Math.max(1, ...lines.map(({ accepted }) => accepted))
  const picture = document.createElementNS(svg, 'svg')
  picture.setAttribute('viewBox', `0 0 ${minutes * pitch} ${height}`)
  picture.setAttribute('preserveAspectRatio', 'none')
  picture.setAttribute('aria-hidden', 'true')
  picture.append(bar(0, 0, 0.8, 'base', minutes * pitch))
  for (const line of lines) {
    const at = (line.minute - first) / minuteMs
    if (at < 0 || at >= minutes) continue
    const parts = [
      [line.stored, line.state === 'pending' ? 'stored pending' : 'stored'],
      [line.duplicate, 'duplicate'],
      [line.quarantined + line.suppressed, 'aside'],
      [Math.max(0, line.missing), line.state === 'pending' ? 'under-way' : 'missing'],
    ] as const
    let bottom = 0
    for (const [events, kind] of parts) {
      if (events === 0) continue
      const size = Math.max((events / most) * height, kind === 'missing' ? 6 : 1)
      picture.append(bar(at * pitch, bottom, size, kind, pitch - 2))
      bottom += size
    }
  }
  element.replaceChildren(picture)
}

function bar(x: number, bottom: number, size: number, kind: string, width: number): SVGRectElement {
  const rect = document.createElementNS(svg, 'rect')
  for (const [name, value] of Object.entries({ x, y: height - bottom - size, width, height: size, class: kind }))
    rect.setAttribute(name, String(value))
  return rect
}
