import type { Scaled } from './decimal.ts'
import type { MetricEvent } from './event.ts'
import { numberReader, textReader } from './field.ts'
import type { Metric, Operand } from './metric.ts'
import { compileFields } from './predicate.ts'

/** The values of one list of dimensions, read once an event however many metrics share the list. */
export interface DimensionReader {
  /** Tells combinations apart; the same for the event last given to `at`. */
  key(event: MetricEvent, sequence: number): string
  /** The values themselves: only asked for a combination not seen before. */
  values(event: MetricEvent): readonly string[]
}

/** One operand of one metric, compiled. */
export interface Plan {
  metric: string
  operand: number
  kind: Operand['kind']
  where: Operand['where']
  matches: ((event: MetricEvent) => boolean) | undefined
  value: ((event: MetricEvent) => Scaled | undefined) | undefined
  dimensions: DimensionReader
}

// A lone surrogate is no text to ClickHouse: it would refuse the whole insert.
const wellFormed = (text: string) => text.replaceAll(/\p{Surrogate}/gu, '\uFFFD')

function createDimensionReader(paths: readonly string[]): DimensionReader {
  const readers = paths.map(textReader)
  const [only, ...more] = readers
  let last = -1
  let key = ''
  const read = (event: MetricEvent): string => {
    if (!only) return ''
    if (more.length === 0) return only(event)
    let joined = ''
    for (const reader of readers) {
      const value = reader(event)
      joined += `${value.length}:${value}`
    }
    return joined
  }
  return {
    key(event, sequence) {
      if (sequence === last) return key
      last = sequence
      key = read(event)
      return key
    },
    values: event => readers.map(reader => wellFormed(reader(event))),
  }
}

/** Metrics that share their points are compiled once. */
export function compilePlans(metrics: readonly Metric[]): readonly Plan[] {
  const readers = new Map<string, DimensionReader>()
  const readerOf = (paths: readonly string[]) => {
    const name = paths.join(' ')
    const reader = readers.get(name) ?? createDimensionReader(paths)
    readers.set(name, reader)
    return reader
  }
  const distinct = new Map(metrics.map(metric => [metric.id, metric]))
  return [...distinct.values()].flatMap(metric =>
    metric.operands.map(operand => ({
      metric: metric.id,
      operand: operand.number,
      kind: operand.kind,
      where: operand.where,
      matches: compileFields(operand.where),
      value: operand.value === undefined ? undefined : numberReader(operand.value),
      dimensions: readerOf(metric.dimensionPaths),
    })),
  )
}
