import type { Predicate } from './predicate.ts'

export const metricKinds = ['count', 'sum', 'avg', 'min', 'max', 'unique', 'ratio'] as const
export type MetricKind = (typeof metricKinds)[number]

/** A text in both languages of the product. */
export interface Bilingual {
  en: string
  zh: string
}

/** What is counted or added up: a metric has one (number 0), a ratio two (1 the numerator, 2 the denominator). */
export interface Operand {
  number: 0 | 1 | 2
  kind: Exclude<MetricKind, 'ratio'>
  where: Predicate
  /** What is added up or compared: `amount` or `properties.<field>`; undefined for count and unique. */
  value: string | undefined
}

/** One metric file: dictionary entry, aggregation and query in one. */
export interface Metric {
  /** `name@version`: what points carry. A metric that reads another's points over another window has that one's. */
  id: string
  name: string
  /** Hash of everything that decides a point's value; titles, windows and samples do not change it. */
  version: string
  title: Bilingual
  definition: Bilingual
  owner: string
  includes: Bilingual
  excludes: Bilingual
  synonyms: readonly string[]
  /** `1`, `%`, `persons`, `currency`, … as people read it. */
  unit: string
  kind: MetricKind
  /** Names to group and filter by, in the order points store their values. */
  dimensions: readonly string[]
  /** Where each dimension's value comes from: a column, or `properties.<field>`. */
  dimensionPaths: readonly string[]
  /** Dimensions whose values are never added together (currencies): always part of the group. */
  keepApart: readonly string[]
  /** Default window. */
  windowMs: number
  /** A value that rests on fewer is not worth a page; 0 when any will do. */
  minSample: number
  /** What a ratio is multiplied with before people see it; 1 for every other kind. */
  scale: number
  operands: readonly Operand[]
}
