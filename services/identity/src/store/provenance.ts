import { type DaySet, hasDay, oneDay, uniteDays } from './day-set.ts'

/** One of the events that speak for a link. */
export interface Sample {
  /** `eventIdHash` of tenant, source and id: decides which events are kept. */
  hash: string
  source: string
  id: string
}

/**
 * What is remembered of a link: enough to explain it, to order it against others and to let it age. Every field is a
 * function of the set of events seen, whatever their order and however often: replays change nothing.
 */
export interface Provenance {
  /** Earliest event time, Unix ms. */
  readonly firstAt: number
  /** Latest event time in whole UTC hours since 1970: finer, every event would be a write. */
  readonly lastHour: number
  readonly days: DaySet
  /** Names of the sources, ascending. */
  readonly sources: readonly string[]
  /** The three events of smallest hash, ascending by it. */
  readonly samples: readonly Sample[]
}

/** What one event says of each of its links. */
export interface Sighting {
  /** Event time, Unix ms. */
  at: number
  source: string
  sample: Sample
}

export const maxSamples = 3
const hourMs = 3_600_000
const dayMs = 86_400_000

export const hourOf = (ms: number): number => Math.floor(ms / hourMs)

export const provenanceOf = ({ at, source, sample }: Sighting): Provenance => ({
  firstAt: at,
  lastHour: hourOf(at),
  days: oneDay(Math.floor(at / dayMs)),
  sources: [source],
  samples: [sample],
})

/** Whether `mergeProvenance` with this sighting would change nothing; the way of most events, so it makes no objects. */
export function covers(known: Provenance, { at, source, sample }: Sighting): boolean {
  if (at < known.firstAt || hourOf(at) > known.lastHour || !hasDay(known.days, Math.floor(at / dayMs))) return false
  if (!known.sources.includes(source)) return false
  const { samples } = known
  if (samples.length === maxSamples && sample.hash > samples[maxSamples - 1]!.hash) return true
  return samples.some(({ hash }) => hash === sample.hash)
}

/** `a` itself when `b` adds nothing. */
export function mergeProvenance(a: Provenance, b: Provenance): Provenance {
  const firstAt = Math.min(a.firstAt, b.firstAt)
  const lastHour = Math.max(a.lastHour, b.lastHour)
  const days = uniteDays(a.days, b.days)
  const sources = uniteSources(a.sources, b.sources)
  const samples = smallestSamples(a.samples, b.samples)
  const same = firstAt === a.firstAt && lastHour === a.lastHour && days === a.days
  return same && sources === a.sources && samples === a.samples ? a : { firstAt, lastHour, days, sources, samples }
}

function uniteSources(a: readonly string[], b: readonly string[]): readonly string[] {
  const added = b.filter(source => !a.includes(source))
  return added.length === 0 ? a : [...a, ...added].sort()
}

function smallestSamples(a: readonly Sample[], b: readonly Sample[]): readonly Sample[] {
  const added = b.filter(({ hash }) => !a.some(sample => sample.hash === hash))
  const smallest = [...a, ...added].sort((x, y) => (x.hash < y.hash ? -1 : 1)).slice(0, maxSamples)
  return smallest.length === a.length && smallest.every((sample, at) => sample === a[at]) ? a : smallest
}
