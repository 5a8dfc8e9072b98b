import type { DebuggedEvent, DebuggerCount, DebuggerOutcome } from '@weir/console-protocol'
import { createRings, type Filter } from './rings.ts'
import { createSampler } from './sampler.ts'

/** What was decided since the last time it was taken. */
export interface News {
  events: readonly DebuggedEvent[]
  counts: readonly DebuggerCount[]
}

const limits = { sample: { perSource: 10, perOutcome: 60 }, rings: { events: 200, rings: 40 }, recent: 200 }

export type Feed = ReturnType<typeof createFeed>

/** The decided events of one tenant: the last ones to begin with, then those that come, not more a second than people can read. */
export function createFeed(now: () => number) {
  const rings = createRings(limits.rings)
  const sampler = createSampler(limits.sample, now)
  let counts = new Map<string, DebuggerCount>()
  let events: DebuggedEvent[] = []

  return {
    /** Counts an event, and says whether it is to be shown: then `add` must follow. */
    admits(source: string, outcome: DebuggerOutcome): boolean {
      const name = `${outcome} ${source}`
      const count = counts.get(name) ?? { source, outcome, events: 0, hidden: 0 }
      counts.set(name, count)
      count.events++
      const admitted = sampler.admits(source, outcome)
      if (!admitted) count.hidden++
      return admitted
    },
    add(event: DebuggedEvent): void {
      if (rings.add(event)) events.push(event)
    },
    /** An event from before anybody watched: no news, and never too many, as only the last are kept. */
    addEarlier(event: DebuggedEvent): void {
      rings.add(event)
    },
    recent: (filter: Filter) => rings.recent(filter, limits.recent),
    takeNews(): News {
      const news = { events, counts: [...counts.values()] }
      events = []
      counts = new Map()
      return news
    },
  }
}
