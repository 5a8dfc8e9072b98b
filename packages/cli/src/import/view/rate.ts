const windowMs = 10_000
const markMs = 250

/** Events a second over the last ten. */
export function createRate(now: () => number) {
  const startedAt = now()
  let marks: { at: number; events: number }[] = []
  return {
    add(events: number): void {
      const at = now()
      const last = marks.at(-1)
      if (last && at - last.at < markMs) last.events += events
      else marks = [...marks.filter(mark => at - mark.at < windowMs), { at, events }]
    },
    perSecond(): number {
      const at = now()
      const recent = marks.filter(mark => at - mark.at < windowMs)
      const spanMs = Math.max(1_000, Math.min(windowMs, at - startedAt))
      return Math.round((recent.reduce((sum, { events }) => sum + events, 0) / spanMs) * 1_000)
    },
  }
}

export const count = (value: number): string => value.toLocaleString('en-US')
