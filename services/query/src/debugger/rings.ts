import type { DebuggedEvent, DebuggerOutcome } from '@weir/console-protocol'

export interface Filter {
  source?: string | undefined
  outcome?: DebuggerOutcome | undefined
}

export const passes = ({ source, outcome }: Filter, of: { source: string; outcome: DebuggerOutcome }): boolean =>
  (source === undefined || source === of.source) && (outcome === undefined || outcome === of.outcome)

export interface RingLimits {
  /** Events kept of one source and outcome. */
  events: number
  /** Sources and outcomes together; the one that was silent for longest makes room. */
  rings: number
}

/** The last events of each source and outcome. */
export function createRings({ events: mostEvents, rings: mostRings }: RingLimits) {
  const rings = new Map<string, DebuggedEvent[]>()
  const known = new Set<string>()
  const forget = (events: readonly DebuggedEvent[]) => {
    for (const { receipt } of events) known.delete(receipt)
  }

  return {
    /** Keeps the event; false when it is kept already. */
    add(event: DebuggedEvent): boolean {
      if (known.has(event.receipt)) return false
      known.add(event.receipt)
      const name = `${event.outcome} ${event.source}`
      const ring = rings.get(name) ?? []
      // Put in anew, so that the order of the map is that of the last events.
      rings.delete(name)
      rings.set(name, ring)
      ring.push(event)
      if (ring.length > mostEvents) forget(ring.splice(0, ring.length - mostEvents))
      const [silent] = rings
      if (rings.size > mostRings && silent) {
        forget(silent[1])
        rings.delete(silent[0])
      }
      return true
    },

    /** The last `most` events that pass the filter, the oldest first. */
    recent(filter: Filter, most: number): DebuggedEvent[] {
      return [...rings.values()]
        .filter(([event]) => event && passes(filter, event))
        .flat()
        .sort((a, b) => a.receivedAt - b.receivedAt)
        .slice(-most)
    },
  }
}
