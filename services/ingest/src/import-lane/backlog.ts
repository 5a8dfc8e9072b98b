import { type EventLog, groups, topics } from '@weir/event-log'

/** Who must have read what before an event is stored. */
const stages = [
  [topics.accepted, groups.identity],
  [topics.identified, groups.processor],
] as const

/** Records that are done in a fraction of a second; on a machine busy with other things they may lie longer, and few wait. */
const tolerableRecords = 32

interface Mark {
  at: number
  ends: readonly number[]
}

/**
 * Tells for how long identity or the processor has been behind, at least: the age of the oldest end of its topic that it has
 * not reached since it was seen; 0 while no more than a few records wait. The log knows no ages, but it knows that; only
 * offsets are compared, so it holds for any log. Ask about once a second, at most.
 */
export function createBacklog(log: Pick<EventLog, 'lag'>, now: () => number) {
  const open = new Map<string, Mark[]>()

  async function stageMs([topic, group]: (typeof stages)[number]): Promise<number> {
    const places = await log.lag(topic, group)
    const at = now()
    const ends: number[] = []
    for (const { partition, end } of places) ends[partition] = end
    const isOpen = (mark: Mark) => places.some(({ partition, next }) => next < (mark.ends[partition] ?? 0))
    // Many of them, and the oldest goes: the answer gets smaller than it is, and is long by then.
    const marks = (open.get(topic) ?? []).filter(isOpen).slice(-mostMarks)
    open.set(topic, [...marks, { at, ends }])
    const records = places.reduce((sum, { next, end }) => sum + Math.max(0, end - next), 0)
    return records > tolerableRecords && marks[0] ? at - marks[0].at : 0
  }

  /** Milliseconds. @throws WeirError LOG_UNAVAILABLE */
  return async function behindMs(): Promise<number> {
    return Math.max(...(await Promise.all(stages.map(stageMs))))
  }
}

const mostMarks = 8
