import type { LagStage } from '@weir/console-protocol'
import { type EventLog, groups, type Topic, topics } from '@weir/event-log'

/** Who reads what, in the order of an event's way. */
const stages = [
  { stage: 'identity', topic: topics.accepted, group: groups.identity },
  { stage: 'processor', topic: topics.identified, group: groups.processor },
] as const satisfies readonly { stage: LagStage['stage']; topic: Topic; group: string }[]

const rememberedMs = 15 * 60_000

export interface Lag {
  /** Age of the oldest event that is not yet stored, as far as it is known. */
  seconds: number | null
  stages: LagStage[]
}

/**
 * How far the pipeline is behind, in records and in seconds. The log knows no ages; but a stage that has not reached an end
 * seen ten seconds ago is at least ten seconds behind, so the ends are remembered with the time they were seen.
 */
export function createLagClock(log: Pick<EventLog, 'lag'>, now: () => number) {
  const seen = new Map<string, { at: number; ends: number[] }[]>()

  async function read(): Promise<Lag> {
    const read = await Promise.all(stages.map(readStage))
    const known = read.map(({ seconds }) => seconds)
    return {
      seconds: known.includes(null) ? null : known.reduce<number>((sum, seconds) => sum + (seconds ?? 0), 0),
      stages: read,
    }
  }

  async function readStage({ stage, topic, group }: (typeof stages)[number]): Promise<LagStage> {
    const places = await log.lag(topic, group)
    const at = now()
    const records = places.reduce((sum, { next, end }) => sum + Math.max(0, end - next), 0)
    const marks = (seen.get(stage) ?? []).filter(mark => at - mark.at < rememberedMs)
    const open = marks.filter(({ ends }) => places.some(({ partition, next }) => next < (ends[partition] ?? 0)))
    const ends: number[] = []
    for (const { partition, end } of places) ends[partition] = end
    seen.set(stage, [...open, { at, ends }])
    return { stage, records, seconds: records === 0 ? 0 : ageOf(open[0]?.at, at, marks.length > 0) }
  }

  return { read }
}

/** Nothing older than the last look is open: less than a second or so. Never looked before: nobody knows. */
const ageOf = (oldest: number | undefined, at: number, lookedBefore: boolean): number | null =>
  oldest !== undefined ? Math.round((at - oldest) / 100) / 10 : lookedBefore ? 0 : null
