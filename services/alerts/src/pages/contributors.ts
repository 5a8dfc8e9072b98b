import type { Logger } from '@weir/telemetry'
import type { Contributor, Episode } from '../episodes/episode.ts'
import type { SeriesRead, SeriesReader, SeriesReading } from '../evaluate/series-reader.ts'
import type { Transition } from '../evaluate/transitions.ts'
import type { ActiveRule } from '../rules/active-rule.ts'

const mostDimensions = 3
const mostValues = 3

/**
 * Which values of the other dimensions bear most of the trouble, over the shortest window: one query, asked only when
 * something fires. For rates and averages the distance to the threshold, weighed by the sample; for volumes that are
 * too high, the largest parts. A volume that is too low has no part to point at.
 */
export async function findContributors(
  reader: SeriesReader,
  { rule, metric }: ActiveRule,
  { tenant, dimensions }: Pick<Episode, 'tenant' | 'dimensions'>,
  at: number,
): Promise<Contributor[]> {
  const condition = rule.conditions.toSorted((a, b) => a.window - b.window)[0]!
  const others = metric.dimensions.filter(name => !(name in dimensions)).slice(0, mostDimensions)
  const low = condition.op === '<' || condition.op === '<='
  const relative = metric.kind === 'ratio' || metric.kind === 'avg'
  if (others.length === 0 || (low && !relative)) return []
  const filters = {
    ...rule.filters,
    ...Object.fromEntries(Object.entries(dimensions).map(([name, value]) => [name, [value]])),
  }
  const reads = others.map((name): SeriesRead => ({ tenant, windowMs: condition.window, groupBy: [name], filters }))
  const readings = await reader.read(metric, reads, at)

  const weight = ({ value, sample }: SeriesReading): number => {
    if (value === null) return 0
    return relative ? (low ? condition.value - value : value - condition.value) * sample : value
  }
  return others.flatMap((dimension, index): Contributor[] => {
    const ranked = readings
      .filter(({ read }) => read === index)
      .filter(reading => weight(reading) > 0)
      .toSorted((a, b) => weight(b) - weight(a))
    const values = ranked
      .slice(0, mostValues)
      .map(({ dimensions, value, sample }) => ({ value: dimensions[dimension] ?? '', reading: value, sample }))
    return values.length > 0 ? [{ dimension, values }] : []
  })
}

const longestMs = 1_000
const mostALook = 5

/** A page is worth more than its ornaments: in time or not at all, and for the first few of a look. */
export function createContributorsFinder(reader: SeriesReader, log: Logger) {
  let look = 0
  let asked = 0
  return async ({ active, seen }: Transition, at: number): Promise<Contributor[]> => {
    if (look !== at) asked = 0
    look = at
    asked += 1
    if (!active || asked > mostALook) return []
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<Contributor[]>(resolve => {
      timer = setTimeout(() => resolve([]), longestMs)
    })
    const found = findContributors(reader, active, { tenant: seen.tenant, dimensions: { ...seen.dimensions } }, at)
    return Promise.race([found, late])
      .catch(err => {
        log.warn({ err }, 'contributors cannot be told')
        return []
      })
      .finally(() => clearTimeout(timer))
  }
}
