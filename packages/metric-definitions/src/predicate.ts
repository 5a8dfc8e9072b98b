/** One test of one field. Text tests compare text, number tests compare decimals; a missing text is '', a missing number fails. */
export type Test =
  | { op: 'in' | 'not_in'; values: readonly string[] }
  | { op: 'gt' | 'gte' | 'lt' | 'lte'; number: number }

/** `type` tests, and tests of other fields; all must hold. */
export interface Predicate {
  /** Exact types, or every type below a prefix (`live.`). */
  types: readonly ({ exact: string } | { prefix: string })[]
  fields: readonly { path: string; tests: readonly Test[] }[]
}
