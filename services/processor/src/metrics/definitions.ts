import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { WeirError } from '@weir/errors'
import { type Aggregator, createAggregator, type Metric, parseMetrics } from '@weir/metric-definitions'
import type { StateStore } from '@weir/state-store'

export type MetricFile = { readonly name: string; readonly text: string }

const collection = 'metric_definitions'

export interface Definitions {
  /** Hash of the set new ranges are aggregated with. */
  current: string
  metrics: readonly Metric[]
  /** For a range that was begun under an earlier set, the aggregator of that set. */
  aggregatorOf(hash: string): Promise<Aggregator>
}

export async function readMetricFiles(dir: string): Promise<MetricFile[]> {
  const names = (await readdir(dir)).filter(name => name.endsWith('.yaml')).sort()
  return Promise.all(names.map(async name => ({ name, text: await readFile(join(dir, name), 'utf8') })))
}

/** A newer worker began the range, with files this version cannot read: it, or another of its kind, has to end it. */
function parsed(hash: string, files: readonly MetricFile[]): readonly Metric[] {
  try {
    return parseMetrics(files)
  } catch (cause) {
    throw new WeirError(
      'RANGE_MISMATCH',
      `this version cannot read the metric definitions ${hash} of an unfinished range`,
      {
        cause,
        remedy: 'a newer Weir began it: start that version here, or stop this worker, and the range is ended there',
      },
    )
  }
}

/** Keeps the set in the state store by its hash, so that a range begun with it can be finished with it after an upgrade. */
export async function pinDefinitions(state: StateStore, files: readonly MetricFile[]): Promise<Definitions> {
  const metrics = parseMetrics(files)
  const text = JSON.stringify(files)
  const current = createHash('sha256').update(text).digest('hex').slice(0, 16)
  await state.transact([{ put: collection, key: current, value: { files: text } }])
  const sets = new Map<string, readonly Metric[]>([[current, metrics]])
  return {
    current,
    metrics,
    async aggregatorOf(hash) {
      let set = sets.get(hash)
      if (!set) {
        const stored = await state.get<{ files: string }>(collection, hash)
        if (!stored)
          throw new WeirError(
            'RANGE_MISMATCH',
            `metric definitions ${hash} of an unfinished range are not in the state store`,
          )
        set = parsed(hash, JSON.parse(stored.value.files) as MetricFile[])
        sets.set(hash, set)
      }
      return createAggregator(set)
    },
  }
}
