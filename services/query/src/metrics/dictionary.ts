import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { WeirError } from '@weir/errors'
import { type Metric, parseMetrics } from '@weir/metric-definitions'

/** Every metric by name. */
export type Dictionary = ReadonlyMap<string, Metric>

/** Reads the metric files once, at start. @throws WeirError CONFIG_INVALID naming every fault. */
export async function readDictionary(directory: string): Promise<Dictionary> {
  const names = (await readdir(directory)).filter(name => name.endsWith('.yaml')).sort()
  const files = await Promise.all(
    names.map(async name => ({ name, text: await readFile(join(directory, name), 'utf8') })),
  )
  return dictionaryOf(parseMetrics(files))
}

export const dictionaryOf = (metrics: readonly Metric[]): Dictionary =>
  new Map(metrics.map(metric => [metric.name, metric]))

/** @throws WeirError NOT_FOUND, with the names that come nearest. */
export function metricNamed(dictionary: Dictionary, name: string): Metric {
  const metric = dictionary.get(name) ?? [...dictionary.values()].find(({ synonyms }) => synonyms.includes(name))
  if (metric) return metric
  const near = [...dictionary.keys()].filter(
    known =>
      known.includes(name) ||
      name.includes(known) ||
      known.split('_').some(part => part.length > 3 && name.includes(part)),
  )
  throw new WeirError(
    'NOT_FOUND',
    `there is no metric "${name}"${near.length > 0 ? `; there is ${near.slice(0, 5).join(', ')}` : ''}`,
    {
      field: 'name',
      remedy: 'GET /v1/metrics lists every metric.',
    },
  )
}
