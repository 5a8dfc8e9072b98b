/** Figures of one round by their name, which says the unit: `events/s`, `p99 ms`. */
export type Figures = Readonly<Record<string, number>>

/** What a scenario is given to measure with. */
export interface Bench {
  /** How often each row is measured; its median is what counts. */
  readonly rounds: number
  /** A trial of the scenario itself: small numbers, one round, figures of no weight. */
  readonly quick: boolean
  /** Adds a round's figures to a row of the table. */
  record(row: string, figures: Figures): void
  /** A line below the table. */
  note(text: string): void
  /** Progress, for whoever waits. */
  say(text: string): void
}

/** One question, answered by figures. A run that throws is void, and reported as such. */
export interface Scenario {
  name: string
  /** What the figures answer. */
  question: string
  run(bench: Bench): Promise<void>
}

/** The run cannot count: something was lost, or the scenario is not what it claims to be. */
export function voidUnless(holds: boolean, why: string): asserts holds {
  if (!holds) throw new Error(why)
}
